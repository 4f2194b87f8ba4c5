package dev.prunella.app.schedule;

import dev.prunella.app.heal.Healing;
import dev.prunella.app.heal.InTheWay;
import dev.prunella.incident.IncidentId;
import dev.prunella.incident.IncidentState;
import dev.prunella.pipeline.Cancellation;
import dev.prunella.pipeline.RunId;
import dev.prunella.pipeline.RunJournal;
import dev.prunella.pipeline.RunState;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The healer beside a schedule; nothing where there is none. Thread-safe but for {@link #wake},
 * which one thread calls at a time.
 */
final class ScheduledHealing {
  private final Optional<Healing> healing;
  private final RunJournal journal;
  private final Clock clock;
  private final Telling telling;
  private final Cancellation cancellation;

  /** Open incidents, with when something last happened to each. */
  private final Map<IncidentId, Instant> healed = new ConcurrentHashMap<>();

  ScheduledHealing(
      Optional<Healing> healing,
      RunJournal journal,
      Clock clock,
      Telling telling,
      Cancellation cancellation) {
    this.healing = healing;
    this.journal = journal;
    this.clock = clock;
    this.telling = telling;
    this.cancellation = cancellation;
  }

  boolean isThere() {
    return healing.isPresent();
  }

  /** When it wants to be woken; empty where it waits for nothing. */
  Optional<Instant> next() {
    return healing.flatMap(Healing::next);
  }

  /** Before runs build on what somebody has damaged. */
  void guard() {
    try {
      healing.ifPresent(Healing::guard);
    } catch (RuntimeException e) {
      telling.trouble("guard", News.message(e));
    }
  }

  /** On what nothing may be built now; empty where nobody can tell, and nothing may be begun. */
  Optional<List<InTheWay>> inTheWay() {
    try {
      return Optional.of(healing.map(Healing::inTheWay).orElse(List.of()));
    } catch (RuntimeException e) {
      telling.trouble("held", News.message(e));
      return Optional.empty();
    }
  }

  /** Wakes it; whether anything has happened to an incident since it was woken last. */
  boolean wake() {
    return healing.isPresent() && wake(healing.get());
  }

  private boolean wake(Healing healer) {
    boolean changed = false;
    for (var incident : healer.wake(cancellation)) {
      changed |= !incident.newest().equals(healed.put(incident.id(), incident.newest()));
      tell(incident, healer.sentence(incident));
    }
    for (var trouble : healer.trouble()) {
      telling.trouble("heal " + trouble, trouble);
    }
    healed.keySet().retainAll(healer.open().stream().map(IncidentState::id).toList());
    return changed;
  }

  private void tell(IncidentState incident, String told) {
    telling.once(
        incident.id().toString(),
        told,
        () ->
            new News.Healed(
                clock.instant(),
                incident.opened().pipeline(),
                incident.opened().label(),
                incident.id().toString(),
                incident.isOpen(),
                told));
  }

  /** A run did not come through. */
  void after(RunId run) {
    healing.ifPresent(healer -> healer.after(journal.state(run)));
  }

  /** A run has ended, and nobody has said of it that it did not come through. */
  void missed(RunState run) {
    healing.ifPresent(healer -> healer.missed(run));
  }

  /** A run is left to people. */
  void left(RunId run) {
    healing.ifPresent(healer -> healer.left(journal.state(run)));
  }
}
