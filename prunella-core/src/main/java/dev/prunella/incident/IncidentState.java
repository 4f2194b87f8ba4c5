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
 * @param pending what it waits for, and whom; told by the methods below
 * @param treatment what was tried, and what became of it; told by the methods below
 * @param noted what became of people's notes, in order
 * @param follows the incident of which it is taken for a part
 * @param suggested what agents suggest, in order
 */
public record IncidentState(
    IncidentId id,
    IncidentEvent.Opened opened,
    RunId run,
    List<Symptom> symptoms,
    List<Belief> beliefs,
    Pending pending,
    Treatment treatment,
    List<IncidentEvent.Answered> answers,
    Optional<IncidentEvent.Closed> closed,
    List<IncidentEvent.Noted> noted,
    Optional<IncidentEvent.Follows> follows,
    List<IncidentEvent.Suggested> suggested,
    Instant newest) {

  public IncidentState {
    symptoms = List.copyOf(symptoms);
    beliefs = List.copyOf(beliefs);
    answers = List.copyOf(answers);
    noted = List.copyOf(noted);
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
    var pending = Pending.NOTHING;
    var treatment = Treatment.NOTHING;
    for (var event : events) {
      pending = pending.after(event);
      treatment = treatment.after(event);
    }
    return new IncidentState(
        id,
        opened,
        IncidentEvent.last(IncidentEvent.Joined.class, events)
            .map(IncidentEvent.Joined::run)
            .orElse(opened.run()),
        IncidentEvent.only(IncidentEvent.Joined.class, events)
            .map(IncidentEvent.Joined::symptoms)
            .filter(s -> !s.isEmpty())
            .reduce((_, last) -> last)
            .orElse(opened.symptoms()),
        beliefs(events),
        pending,
        treatment,
        IncidentEvent.only(IncidentEvent.Answered.class, events).toList(),
        closed(events),
        IncidentEvent.only(IncidentEvent.Noted.class, events).toList(),
        IncidentEvent.last(IncidentEvent.Follows.class, events),
        IncidentEvent.only(IncidentEvent.Suggested.class, events).toList(),
        events.getLast().at());
  }

  private static List<Belief> beliefs(List<IncidentEvent> events) {
    var beliefs = new ArrayList<Belief>();
    for (var believed : IncidentEvent.only(IncidentEvent.Believed.class, events).toList()) {
      beliefs.removeIf(b -> b.blamed().equals(believed.belief().blamed()));
      beliefs.add(believed.belief());
    }
    return beliefs;
  }

  /** How it ended; what the watch takes back is open again. */
  private static Optional<IncidentEvent.Closed> closed(List<IncidentEvent> events) {
    Optional<IncidentEvent.Closed> closed = Optional.empty();
    for (var event : events) {
      if (event instanceof IncidentEvent.Closed one) {
        closed = Optional.of(one);
      } else if (event instanceof IncidentEvent.Undone undone && undone.byWatch()) {
        closed = Optional.empty();
      }
    }
    return closed;
  }

  /** Until when nothing can be done; only while that is so. */
  public Optional<IncidentEvent.Waiting> waiting() {
    return pending.waiting();
  }

  public int waits() {
    return pending.waits();
  }

  /** The question that is open. */
  public Optional<IncidentEvent.Asked> asked() {
    return pending.asked();
  }

  /** What was verified and waits for a person. */
  public Optional<IncidentEvent.Decided> proposed() {
    return pending.proposed();
  }

  /** Whether something was suggested since the incident was looked at last. */
  public boolean unheard() {
    return pending.unheard();
  }

  public List<IncidentEvent.Tried> tried() {
    return treatment.tried();
  }

  /** What is on main for it; nothing once that was switched back. */
  public List<IncidentEvent.Published> published() {
    return treatment.published();
  }

  /** When what was published was taken back. */
  public Optional<IncidentEvent.Undone> undone() {
    return treatment.undone();
  }

  /** Runs whose publications are not on main any more. */
  public Set<RunId> takenBack() {
    return treatment.takenBack();
  }

  /** What was seen of what was published last. */
  public List<IncidentEvent.Watched> watched() {
    return treatment.watched();
  }

  public boolean isOpen() {
    return closed.isEmpty();
  }

  /** Whether it is of a run of somebody else's, which is not ours to heal. */
  public boolean isElsewhere() {
    return opened.outside().isPresent();
  }

  /** Whether it is of what somebody changed by hand. */
  public boolean isByHand() {
    return opened.publication().isPresent();
  }

  /** What the run is called: by us, or by whoever else has told of it. */
  public String runName() {
    return opened.outside().map(OutsideRun.Key::run).orElseGet(() -> run().toString());
  }

  /** The keys of remedies that did not pass their verification, or not the watch after it. */
  public Set<String> failed() {
    return treatment.failed();
  }

  /** How often a person has said that it is to be tried again: also by saying what is right. */
  public int retries() {
    return (int)
        answers.stream().flatMap(a -> a.answer().stream()).filter(Answer::triesAgain).count();
  }

  /** The keys of remedies to which a person said no. */
  public Set<String> denied() {
    var denied = new HashSet<String>();
    answers.stream()
        .filter(IncidentEvent.Answered::isNo)
        .flatMap(a -> a.about().stream())
        .flatMap(key -> ProposalKey.remediesOf(key).stream())
        // A no to what is to be done is one however all stands around it.
        .forEach(key -> denied.addAll(List.of(key, key.split(Amendment.AS_OF, 2)[0])));
    return denied;
  }
}
