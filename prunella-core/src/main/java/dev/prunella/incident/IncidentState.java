package dev.prunella.incident;

import dev.prunella.outside.OutsideRun;
import dev.prunella.pipeline.RunId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How an incident stands: its journal, folded.
 *
 * @param run the newest that did not come through
 * @param symptoms of that run
 * @param beliefs the newest of each table that was blamed, in the order in which they came
 * @param waiting until when nothing can be done; only while that is so
 * @param asked the question that is open
 * @param proposed what was verified and waits for a person
 * @param undone when a person took back what was published
 * @param noted what became of people's notes, in order
 * @param published what is on main for it; nothing once that was switched back
 * @param takenBack runs whose publications are not on main any more
 * @param refuted keys of remedies that were verified, and then switched back
 * @param watched what was seen of what was published last
 * @param follows the incident of which it is taken for a part
 * @param suggested what agents suggest, in order
 * @param unheard whether something was suggested since the incident was looked at last
 */
public record IncidentState(
    IncidentId id,
    IncidentEvent.Opened opened,
    RunId run,
    List<Symptom> symptoms,
    List<Belief> beliefs,
    List<IncidentEvent.Tried> tried,
    Optional<IncidentEvent.Waiting> waiting,
    int waits,
    Optional<IncidentEvent.Asked> asked,
    Optional<IncidentEvent.Decided> proposed,
    List<IncidentEvent.Answered> answers,
    List<IncidentEvent.Published> published,
    Optional<IncidentEvent.Closed> closed,
    Optional<IncidentEvent.Undone> undone,
    List<IncidentEvent.Noted> noted,
    Set<RunId> takenBack,
    Set<String> refuted,
    List<IncidentEvent.Watched> watched,
    Optional<IncidentEvent.Follows> follows,
    List<IncidentEvent.Suggested> suggested,
    boolean unheard,
    Instant newest) {

  /** What a question may be answered with. */
  public static final String APPROVE = "approve";

  public static final String DENY = "deny";
  public static final String RETRY = "retry";
  public static final String DISMISS = "dismiss";

  /** Rows that are unlike their history are right as they are. */
  public static final String ACCEPT = "accept";

  /** An edit is meant. */
  public static final String KEEP = "keep";

  private static final Set<String> AGAIN = Set.of(RETRY, ACCEPT, KEEP);

  public IncidentState {
    symptoms = List.copyOf(symptoms);
    beliefs = List.copyOf(beliefs);
    tried = List.copyOf(tried);
    answers = List.copyOf(answers);
    published = List.copyOf(published);
    noted = List.copyOf(noted);
    takenBack = Set.copyOf(takenBack);
    refuted = Set.copyOf(refuted);
    watched = List.copyOf(watched);
    suggested = List.copyOf(suggested);
  }

  /**
   * Folds a journal, of which the first entry says that the incident was opened.
   *
   * @throws IllegalArgumentException if it does not
   */
  public static IncidentState of(IncidentId id, List<IncidentEvent> events) {
    if (events.isEmpty() || !(events.getFirst() instanceof IncidentEvent.Opened opened)) {
      throw new IllegalArgumentException(id + " does not begin with its opening");
    }
    var beliefs = new ArrayList<Belief>();
    var tried = new ArrayList<IncidentEvent.Tried>();
    var answers = new ArrayList<IncidentEvent.Answered>();
    var published = new ArrayList<IncidentEvent.Published>();
    var noted = new ArrayList<IncidentEvent.Noted>();
    Optional<IncidentEvent.Waiting> waiting = Optional.empty();
    Optional<IncidentEvent.Asked> asked = Optional.empty();
    Optional<IncidentEvent.Decided> proposed = Optional.empty();
    Optional<IncidentEvent.Closed> closed = Optional.empty();
    Optional<IncidentEvent.Undone> undone = Optional.empty();
    var takenBack = new HashSet<RunId>();
    var refuted = new HashSet<String>();
    var watched = new ArrayList<IncidentEvent.Watched>();
    Optional<IncidentEvent.Follows> follows = Optional.empty();
    var suggested = new ArrayList<IncidentEvent.Suggested>();
    boolean unheard = false;
    int waits = 0;
    var run = opened.run();
    var symptoms = opened.symptoms();
    for (var event : events) {
      switch (event) {
        case IncidentEvent.Opened _ -> {}
        case IncidentEvent.Joined joined -> {
          run = joined.run();
          symptoms = joined.symptoms().isEmpty() ? symptoms : joined.symptoms();
          waiting = Optional.empty();
        }
        case IncidentEvent.Believed(var _, var belief) -> {
          beliefs.removeIf(b -> b.blamed().equals(belief.blamed()));
          beliefs.add(belief);
        }
        case IncidentEvent.Tried one -> {
          tried.add(one);
          waiting = Optional.empty();
        }
        case IncidentEvent.Decided decided ->
            proposed =
                decided.autonomy() == IncidentEvent.Autonomy.PROPOSE
                    ? Optional.of(decided)
                    : Optional.empty();
        case IncidentEvent.Published one -> {
          published.add(one);
          proposed = Optional.empty();
          undone = Optional.empty();
          watched.clear();
        }
        case IncidentEvent.AmendmentProposed _, IncidentEvent.AtSource _ -> {}
        case IncidentEvent.Undone one -> {
          undone = Optional.of(one);
          published.forEach(p -> takenBack.add(p.run()));
          if (one.byWatch()) {
            tried.forEach(t -> refuted.add(t.key()));
            published.clear();
            closed = Optional.empty();
          }
        }
        case IncidentEvent.Watched one -> watched.add(one);
        case IncidentEvent.Follows one -> follows = Optional.of(one);
        case IncidentEvent.Suggested one -> {
          suggested.add(one);
          unheard = true;
          // It is worth a look now.
          waiting = Optional.empty();
        }
        case IncidentEvent.Waiting one -> {
          waiting = Optional.of(one);
          waits++;
          unheard = false;
        }
        case IncidentEvent.Noted one -> noted.add(one);
        case IncidentEvent.Asked one -> {
          asked = Optional.of(one);
          unheard = false;
        }
        case IncidentEvent.Answered one -> {
          answers.add(one);
          asked = Optional.empty();
          // Who answers wants it looked at now.
          waiting = Optional.empty();
          if (!one.option().equals(APPROVE)) {
            proposed = Optional.empty();
          }
        }
        case IncidentEvent.Closed one -> {
          closed = Optional.of(one);
          unheard = false;
          waiting = Optional.empty();
          asked = Optional.empty();
          proposed = Optional.empty();
        }
      }
    }
    return new IncidentState(
        id,
        opened,
        run,
        symptoms,
        beliefs,
        tried,
        waiting,
        waits,
        asked,
        proposed,
        answers,
        published,
        closed,
        undone,
        noted,
        takenBack,
        refuted,
        watched,
        follows,
        suggested,
        unheard,
        events.getLast().at());
  }

  public boolean isOpen() {
    return closed.isEmpty();
  }

  /** Whether it is of a run of somebody else's, which is not ours to heal. */
  public boolean isElsewhere() {
    return opened.outside().isPresent();
  }

  /** What the run is called: by us, or by whoever else has told of it. */
  public String runName() {
    return opened.outside().map(OutsideRun.Key::run).orElseGet(() -> run().toString());
  }

  /** The keys of remedies that did not pass their verification, or not the watch after it. */
  public Set<String> failed() {
    var failed = new HashSet<>(refuted);
    tried.stream()
        .filter(t -> t.verdict() != IncidentEvent.Verified.VERIFIED)
        // A machine in trouble says nothing of what a person wants tried again.
        .filter(
            t ->
                t.verdict() != IncidentEvent.Verified.INCONCLUSIVE
                    || t.family() != RemedyFamily.RETRY_LATER)
        .forEach(t -> failed.add(t.key()));
    return failed;
  }

  /** How often a person has said that it is to be tried again: also by saying what is right. */
  public int retries() {
    return (int) answers.stream().filter(a -> AGAIN.contains(a.option())).count();
  }

  /** The keys of remedies to which a person said no. */
  public Set<String> denied() {
    var denied = new HashSet<String>();
    answers.stream()
        .filter(a -> a.option().equals(DENY))
        .flatMap(a -> a.about().stream())
        .flatMap(key -> ProposalKey.remediesOf(key).stream())
        // A no to what is to be done is one however all stands around it.
        .forEach(key -> denied.addAll(List.of(key, key.split(Amendment.AS_OF, 2)[0])));
    return denied;
  }
}
