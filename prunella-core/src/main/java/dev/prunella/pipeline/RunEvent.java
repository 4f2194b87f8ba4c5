package dev.prunella.pipeline;

import dev.prunella.refs.CommitId;
import dev.prunella.refs.Entry;
import dev.prunella.refs.TableName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One thing that happened in a run. A run's events, in their order, are the truth about it. */
public sealed interface RunEvent {
  Instant at();

  /** Whether it is the end of a run that only tried something, and published nothing. */
  default boolean endsTrial() {
    return this instanceof Closed closed && closed.outcome() == Outcome.TRIED;
  }

  /** Whether it is the end of a run that has published all that it was to. */
  default boolean endsWhole() {
    return this instanceof Closed closed && closed.outcome().complete();
  }

  /**
   * The run has a number and a plan.
   *
   * @param runAt the run's time, pinned
   * @param seed for whatever is random, pinned
   */
  record Opened(
      Instant at,
      String pipeline,
      Optional<DataInterval> interval,
      Optional<String> intervalLabel,
      List<TableName> tables,
      Instant runAt,
      long seed,
      String by,
      String why)
      implements RunEvent {
    public Opened {
      tables = List.copyOf(tables);
    }
  }

  /**
   * Steps are about to work on a branch from this commit of main.
   *
   * @param code which of the project's files they work by
   */
  record AttemptBegan(
      Instant at, int attempt, String branch, CommitId base, RunCode code, String why)
      implements RunEvent {
    static final String REHEARSED = "rehearsed";

    /** Whether nothing of it is to reach main by itself. */
    public boolean isRehearsal() {
      return why.equals(REHEARSED);
    }
  }

  record StepBegan(Instant at, TableName table) implements RunEvent {}

  /**
   * A step has committed its table on the branch.
   *
   * @param inputs what the step read, as it stood
   * @param quarantined the rows that it laid aside
   * @param leftOut how many rows came that the step's materialization says to leave out
   */
  record StepDone(
      Instant at,
      TableName table,
      String fingerprint,
      Map<TableName, Entry> inputs,
      Optional<Entry> before,
      Entry after,
      long rows,
      long bytes,
      Duration took,
      Optional<Batch> batch,
      Optional<Quarantined> quarantined,
      long leftOut)
      implements RunEvent {
    public StepDone {
      inputs = Map.copyOf(inputs);
    }

    public boolean changedNothing() {
      return before.filter(after::equals).isPresent();
    }
  }

  /**
   * What stands on the branch for a table was judged.
   *
   * @param made what was judged
   */
  record StepJudged(Instant at, TableName table, Entry made, List<Verdict> verdicts, Duration took)
      implements RunEvent {
    public StepJudged {
      verdicts = List.copyOf(verdicts);
    }

    /** Whether the table is kept from being published. */
    public boolean holds() {
      return verdicts.stream().anyMatch(Verdict::holds);
    }

    /** Whether what the table was made from is kept as well. */
    public boolean doubtsItsInputs() {
      return verdicts.stream().anyMatch(Verdict::doubtsInputs);
    }

    /** Both as one, when they are about the same; of a rule's two verdicts the later counts. */
    StepJudged and(StepJudged later) {
      if (!made.equals(later.made)) {
        return later;
      }
      var rules = later.verdicts.stream().map(Verdict::rule).collect(Collectors.toSet());
      var both = verdicts.stream().filter(v -> !rules.contains(v.rule()));
      return new StepJudged(
          later.at,
          table,
          made,
          Stream.concat(both, later.verdicts.stream()).toList(),
          took.plus(later.took));
    }
  }

  /** What was there already is what the step would make. */
  record StepReused(Instant at, TableName table, Entry entry, String why) implements RunEvent {}

  record StepFailed(Instant at, TableName table, Fault fault, Duration took) implements RunEvent {}

  /**
   * Not tried; or made, and kept back.
   *
   * @param because the table that is not ready
   * @param why what it has to do with that table
   */
  record StepSkipped(Instant at, TableName table, TableName because, Why why) implements RunEvent {

    /** How a table hangs together with one that is not ready. */
    public enum Why {
      /** It rests on that table. */
      NEEDS,
      /** That table was made from it as always, and came out so that it is in doubt itself. */
      FEEDS
    }

    /** For people, after the table's name and a word for how it stands. */
    public String inWords() {
      return switch (why) {
        case NEEDS -> "it needs " + because;
        case FEEDS -> because + " is made from it, and not right";
      };
    }
  }

  /** A step was told to end before it had. */
  record StepCancelled(Instant at, TableName table) implements RunEvent {}

  /** Main moved while the run worked, in what the run rests on: it goes on from the new head. */
  record Overtaken(Instant at, CommitId main, List<TableName> changed) implements RunEvent {
    public Overtaken {
      changed = List.copyOf(changed);
    }
  }

  /** These tables are on main. */
  record Published(Instant at, CommitId commit, List<TableName> tables) implements RunEvent {
    public Published {
      tables = List.copyOf(tables);
    }
  }

  /**
   * The run is over.
   *
   * @param sentence for people
   */
  record Closed(Instant at, Outcome outcome, String sentence) implements RunEvent {}

  /** How a run ended. */
  enum Outcome {
    /** All its tables are on main. */
    PUBLISHED,
    /** What did not depend on a failure is on main. */
    PUBLISHED_IN_PART,
    /** All its tables were on main already, as it would have made them. */
    UNCHANGED,
    /** Nothing was published, because what was made did not pass. */
    HELD,
    /** Nothing was published, because a step failed. */
    FAILED,
    /** It was told to end; it can be resumed. */
    INTERRUPTED,
    /** It was a trial of a remedy; nothing was published, and nothing waits for it. */
    TRIED;

    /** Whether it has moved main. */
    public boolean publishes() {
      return this == PUBLISHED || this == PUBLISHED_IN_PART;
    }

    /** Whether all tables of the run are on main. */
    public boolean complete() {
      return this == PUBLISHED || this == UNCHANGED;
    }

    /** Whether something did not come through; not so of what was told to end, or only tried. */
    public boolean isTrouble() {
      return switch (this) {
        case PUBLISHED_IN_PART, HELD, FAILED -> true;
        case PUBLISHED, UNCHANGED, INTERRUPTED, TRIED -> false;
      };
    }
  }
}
