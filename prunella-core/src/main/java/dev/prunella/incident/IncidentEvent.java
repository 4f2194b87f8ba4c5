package dev.prunella.incident;

import dev.prunella.outside.OutsideRun;
import dev.prunella.pipeline.DataInterval;
import dev.prunella.pipeline.RunId;
import dev.prunella.refs.CommitId;
import dev.prunella.refs.TableName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** One thing that happened to an incident. Its events, in their order, are the truth about it. */
public sealed interface IncidentEvent {
  Instant at();

  /** Those of one kind, in their order. */
  static <E extends IncidentEvent> Stream<E> only(Class<E> kind, List<IncidentEvent> events) {
    return events.stream().filter(kind::isInstance).map(kind::cast);
  }

  /** The last of a kind. */
  static <E extends IncidentEvent> Optional<E> last(Class<E> kind, List<IncidentEvent> events) {
    return only(kind, events).reduce((_, last) -> last);
  }

  /** Stands where no run of ours is to be named. */
  RunId NO_RUN = new RunId(Long.MAX_VALUE);

  /**
   * A run did not come through, or somebody changed by hand what runs had published.
   *
   * @param run {@link #NO_RUN} where it was somebody else's; of what was changed by hand, the run
   *     that had made it
   * @param pipeline or the job's name, where it was somebody else's; none of what was changed by
   *     hand
   * @param label of the interval
   * @param outside the run, where it was somebody else's; empty in older journals
   * @param publication by which somebody changed it by hand
   */
  record Opened(
      Instant at,
      RunId run,
      String pipeline,
      Optional<DataInterval> interval,
      Optional<String> label,
      List<Symptom> symptoms,
      Optional<OutsideRun.Key> outside,
      Optional<CommitId> publication)
      implements IncidentEvent {
    public Opened {
      symptoms = List.copyOf(symptoms);
    }

    /** Of a run of ours. */
    public Opened(
        Instant at,
        RunId run,
        String pipeline,
        Optional<DataInterval> interval,
        Optional<String> label,
        List<Symptom> symptoms) {
      this(at, run, pipeline, interval, label, symptoms, Optional.empty(), Optional.empty());
    }

    /** Of a run of somebody else's. */
    public static Opened elsewhere(Instant at, OutsideRun.Key run, List<Symptom> symptoms) {
      return new Opened(
          at,
          NO_RUN,
          run.job(),
          Optional.empty(),
          Optional.empty(),
          symptoms,
          Optional.of(run),
          Optional.empty());
    }

    /** Of what somebody changed by hand. */
    public static Opened byHand(
        Instant at, RunId maker, CommitId publication, List<Symptom> symptoms) {
      return new Opened(
          at,
          maker,
          "",
          Optional.empty(),
          Optional.empty(),
          symptoms,
          Optional.empty(),
          Optional.of(publication));
    }
  }

  /**
   * Another run of the same did not come through either; from here on it is looked at. Of somebody
   * else's, also more that became known of one.
   *
   * @param outside the run, where it was somebody else's
   */
  record Joined(Instant at, RunId run, List<Symptom> symptoms, Optional<OutsideRun.Key> outside)
      implements IncidentEvent {
    public Joined {
      symptoms = List.copyOf(symptoms);
    }

    /** Of a run of ours. */
    public Joined(Instant at, RunId run, List<Symptom> symptoms) {
      this(at, run, symptoms, Optional.empty());
    }

    /** Of a run of somebody else's. */
    public static Joined elsewhere(Instant at, OutsideRun.Key run, List<Symptom> symptoms) {
      return new Joined(at, NO_RUN, symptoms, Optional.of(run));
    }
  }

  record Believed(Instant at, Belief belief) implements IncidentEvent {}

  /**
   * A remedy was tried.
   *
   * @param key equal for the same remedy of the same failure
   * @param remedy what it is, for people
   * @param trial the run that rehearsed it
   * @param proofs what was looked at, sentence by sentence
   * @param failure against which it was tried; empty where that cannot be told from others, and in
   *     old journals
   * @param made by which the rows that it makes of its table are known again, where it cures and
   *     only a proof is missing; empty else, and in old journals
   */
  record Tried(
      Instant at,
      String key,
      RemedyFamily family,
      String remedy,
      Optional<RunId> trial,
      Verified verdict,
      List<String> proofs,
      Optional<FailureMark> failure,
      Optional<String> made)
      implements IncidentEvent {
    public Tried {
      proofs = List.copyOf(proofs);
    }

    /** One of which nothing but a proof is missing is told with what it makes. */
    public Tried(
        Instant at,
        String key,
        RemedyFamily family,
        String remedy,
        Optional<RunId> trial,
        Verified verdict,
        List<String> proofs,
        Optional<FailureMark> failure) {
      this(at, key, family, remedy, trial, verdict, proofs, failure, Optional.empty());
    }

    /** Against a failure that cannot be told from others. */
    public Tried(
        Instant at,
        String key,
        RemedyFamily family,
        String remedy,
        Optional<RunId> trial,
        Verified verdict,
        List<String> proofs) {
      this(at, key, family, remedy, trial, verdict, proofs, Optional.empty());
    }
  }

  /** What verification says. */
  enum Verified {
    VERIFIED,
    FAILED,
    INCONCLUSIVE
  }

  /**
   * Policy has decided on what was verified.
   *
   * @param rule that decided, for people
   * @param weighed what it decided on, one for each remedy of the key; none in old journals
   */
  record Decided(
      Instant at, String key, String remedy, Autonomy autonomy, String rule, List<Weighed> weighed)
      implements IncidentEvent {
    public Decided {
      weighed = List.copyOf(weighed);
    }
  }

  /**
   * What a policy knows of one verified remedy.
   *
   * @param cause that is believed, in a few words
   * @param confidence in that, from 0 to 1
   * @param personMayHaveMeantIt single values that somebody may have entered on purpose
   * @param comesTo empty where nothing was rehearsed, and in older journals
   * @param agent who has suggested it, where that is an agent
   */
  record Weighed(
      RemedyFamily family,
      FailureClass failureClass,
      String cause,
      TableName table,
      double confidence,
      boolean personMayHaveMeantIt,
      Optional<Impact> comesTo,
      Optional<String> agent) {

    /** What no agent has suggested. */
    public Weighed(
        RemedyFamily family,
        FailureClass failureClass,
        String cause,
        TableName table,
        double confidence,
        boolean personMayHaveMeantIt,
        Optional<Impact> comesTo) {
      this(
          family,
          failureClass,
          cause,
          table,
          confidence,
          personMayHaveMeantIt,
          comesTo,
          Optional.empty());
    }
  }

  /**
   * What it comes to when the rehearsal of a remedy is published.
   *
   * @param rows written by the steps that were computed anew
   * @param work the time that these took, all together
   * @param idempotent whether every step of the run gives equal rows for equal inputs
   */
  record Impact(long rows, Duration work, boolean idempotent) {}

  /** What may be done with a verified remedy. */
  enum Autonomy {
    FORBID,
    PROPOSE,
    AUTO
  }

  /**
   * Cells are proposed to be put right at their source; a question follows.
   *
   * @param key of the remedy, by which it is done once
   * @param evidence cell by cell, with values: for people who may see them
   */
  record AmendmentProposed(Instant at, String key, Amendment amendment, List<String> evidence)
      implements IncidentEvent {
    public AmendmentProposed {
      evidence = List.copyOf(evidence);
    }
  }

  /**
   * How far an approved amendment has come at its source.
   *
   * @param receipt by which the source can be asked what became of it
   */
  record AtSource(Instant at, String key, Stage stage, Optional<String> receipt, String sentence)
      implements IncidentEvent {}

  /** How far an amendment has come; each but the results is kept before it is done. */
  enum Stage {
    BEGUN,
    AMENDED,
    VERIFIED,
    PUBLISHING,
    PUBLISHED,
    TAKING_BACK,
    TAKEN_BACK,
    /** A person has dismissed it halfway: staging is to be as before. */
    GIVING_UP,
    /** Nothing was changed, or what was is as before. */
    REFUSED,
    /** Nobody can say yet whether what was begun was done. */
    UNKNOWN
  }

  /** What was verified is on main. */
  record Published(Instant at, String remedy, RunId run, CommitId commit, List<TableName> tables)
      implements IncidentEvent {
    /** After the words of a remedy that could not be proved, before who trusts it. */
    public static final String TRUSTED_BY = " (not proved, and trusted by ";

    public Published {
      tables = List.copyOf(tables);
    }
  }

  /**
   * What was published was taken back: by a person, or by the healer's own watch. Then it is open
   * again, and to be healed otherwise.
   *
   * @param commit that took it back
   * @param tables that have older data again
   */
  record Undone(Instant at, String by, String why, CommitId commit, List<TableName> tables)
      implements IncidentEvent {
    /** In whose name the healer does what it does by itself. */
    public static final String HEALER = "healer";

    public Undone {
      tables = List.copyOf(tables);
    }

    /** Whether it was nobody's word but the watch's. */
    public boolean byWatch() {
      return by.equals(HEALER);
    }
  }

  /** Nothing can be done before that. */
  record Waiting(Instant at, Instant until, String why) implements IncidentEvent {}

  /**
   * A person was asked.
   *
   * @param to who answers for the table; empty where nobody is named
   * @param options that can be answered with a word
   * @param proposal the key of what may be said yes or no to: an answer is about that and no other,
   *     though the words be the same; empty where nothing is proposed, and in older journals
   * @param content of the rows that may be accepted as they are, and of no others
   */
  record Asked(
      Instant at,
      Optional<String> to,
      TableName about,
      String question,
      List<String> options,
      Optional<String> proposal,
      Optional<String> content)
      implements IncidentEvent {
    public Asked {
      options = List.copyOf(options);
    }

    public boolean offers(Answer answer) {
      return options.contains(answer.word());
    }

    /** A question about no rows that may be accepted. */
    public Asked(
        Instant at,
        Optional<String> to,
        TableName about,
        String question,
        List<String> options,
        Optional<String> proposal) {
      this(at, to, about, question, options, proposal, Optional.empty());
    }

    /** A question about nothing that is proposed, either. */
    public Asked(
        Instant at, Optional<String> to, TableName about, String question, List<String> options) {
      this(at, to, about, question, options, Optional.empty());
    }
  }

  /**
   * A person has answered.
   *
   * @param about the key of the proposal that the answer is about, if it is about one
   * @param rows that are said to be right, where that is the answer
   */
  record Answered(
      Instant at, String by, String option, String why, Optional<String> about, Optional<Rows> rows)
      implements IncidentEvent {

    /** An answer that is about no rows. */
    public Answered(Instant at, String by, String option, String why, Optional<String> about) {
      this(at, by, option, why, about, Optional.empty());
    }

    /** Empty for a word that is none of ours, as an old journal may have one. */
    public Optional<Answer> answer() {
      return Answer.of(option);
    }

    /** Whether what is proposed may be done. */
    public boolean isYes() {
      return Answer.APPROVE.is(option);
    }

    public boolean isNo() {
      return Answer.DENY.is(option);
    }
  }

  /**
   * All rows of a table's interval.
   *
   * @param content by which exactly these can be known again
   */
  record Rows(TableName table, String content) {}

  /**
   * What a person wrote down beforehand was used, or could not be.
   *
   * @param note which, in which version
   * @param words what it was used for, or why it was not; for people
   */
  record Noted(Instant at, NoteVersion note, Fate fate, String words) implements IncidentEvent {}

  /** What becomes of a note at an incident. */
  enum Fate {
    /** It was gone by. */
    USED,
    /** A trial has proved it right. */
    CONFIRMED,
    /** A trial has shown that it is wrong: this version of it is not gone by again. */
    DISPROVED,
    /** It is in scope, and cannot be gone by: outdated, disproved before, or contradicted. */
    NOT_USED
  }

  /**
   * It is taken for of one cause with another that was open before it: it is healed like any, and
   * nobody is asked once more.
   *
   * @param why it is taken for that
   */
  record Follows(Instant at, IncidentId leader, String why) implements IncidentEvent {}

  /**
   * An agent suggests a change of models: one remedy among others, tried, proved and decided on
   * like any.
   *
   * @param base the code tree that the agent has changed
   * @param tree the same with its changes
   * @param paths of the models that it changed
   * @param why in the agent's words: for people, and obeyed by nobody
   */
  record Suggested(
      Instant at, String agent, String base, String tree, List<String> paths, String why)
      implements IncidentEvent {
    public Suggested {
      paths = List.copyOf(paths);
    }
  }

  record Closed(Instant at, End end, String sentence) implements IncidentEvent {}

  /**
   * What was published is watched, and something was seen of it.
   *
   * @param run that it is about; empty where the watch is over
   */
  record Watched(Instant at, Seen seen, Optional<RunId> run, String sentence)
      implements IncidentEvent {}

  /** What a watch saw. */
  enum Seen {
    /** A run had trouble, and would have had the same without the remedy. */
    CLEARED,
    /** A run had trouble, and nobody can say whether the remedy is to blame. */
    IN_DOUBT,
    /** A run had trouble that it would not have had without the remedy. */
    REGRESSED,
    /** The watch is over: the runs after it came through. */
    HELD,
    /** The watch is over, and nothing ran that would have told. */
    UNSEEN
  }

  /** How an incident ended. */
  enum End {
    /** A remedy was published. */
    HEALED,
    /** A later run came through without one. */
    PASSED,
    /** A person decided that nothing is to be done. */
    DISMISSED
  }
}
