package dev.prunella.pipeline;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Where the schedule of one pipeline stands. Pure: each step gives the next agenda, which is kept
 * before anything is done by it.
 *
 * @param since the schedule's times up to this one have been looked at
 * @param through the newest interval that has come up so far
 * @param waiting what has come up and has not been begun, oldest first
 * @param begun the newest run
 */
public record Agenda(
    Instant since, Optional<DataInterval> through, List<Item> waiting, Optional<Begun> begun) {

  /** So many intervals wait at most; the others come up when these have been begun. */
  static final int MOST_WAITING = 500;

  /** A run that is killed again and again is left to people after so many times. */
  public static final int MOST_RESUMES = 3;

  /** So many of the times that were slept through are told of; whoever wants all says catch_up. */
  static final int MOST_MISSED = 3;

  /**
   * One run that is to be.
   *
   * @param at the time of the schedule at which it came up
   * @param interval empty for a pipeline that is not about time
   */
  public record Item(Instant at, Optional<DataInterval> interval) {}

  /**
   * The newest run.
   *
   * @param resumed how often it has been gone on with after its process had died
   * @param left whether it is left to people
   */
  public record Begun(RunId run, int resumed, boolean left) {}

  /** What a schedule is about: a pipeline's own settings. */
  public record Terms(
      Pipeline.Schedule schedule,
      Due.Cron cron,
      Optional<Calendar> calendar,
      Optional<DataInterval> first) {}

  /** What looking at the clock has brought: the agenda from now on, and what is no longer on it. */
  public record Look(Agenda agenda, List<Item> passedOver) {
    public Look {
      passedOver = List.copyOf(passedOver);
    }
  }

  public Agenda {
    waiting = List.copyOf(waiting);
  }

  /** A schedule that begins: what comes up from now on. */
  public static Agenda from(Instant now) {
    return new Agenda(now, Optional.empty(), List.of(), Optional.empty());
  }

  /** Puts onto the agenda what has come up by now. */
  public Look look(Terms terms, Instant now) {
    var last = Due.lastTime(terms.cron(), since, now);
    if (last.isEmpty()) {
      return new Look(this, List.of());
    }
    return terms.calendar().isPresent()
        ? look(terms, terms.calendar().get(), last.get(), now)
        : new Look(
            new Agenda(last.get(), through, List.of(new Item(last.get(), Optional.empty())), begun),
            List.of());
  }

  private Look look(Terms terms, Calendar calendar, Instant last, Instant now) {
    boolean catchUp = terms.schedule().catchUp();
    int room = catchUp ? MOST_WAITING - waiting.size() : 1;
    var due =
        room <= 0
            ? List.<DataInterval>of()
            : Due.intervals(
                calendar, terms.schedule(), terms.cron(), through, terms.first(), since, now, room);
    if (due.isEmpty()) {
      return new Look(this, List.of());
    }
    var next = new ArrayList<>(catchUp ? waiting : List.<Item>of());
    due.forEach(interval -> next.add(new Item(last, Optional.of(interval))));
    // With no room left, the times are looked at again: the rest must come up some day.
    boolean more = catchUp && due.size() >= room;
    var agenda =
        new Agenda(
            more ? since : last, due.isEmpty() ? through : Optional.of(due.getLast()), next, begun);
    return new Look(agenda, catchUp ? List.of() : passedOver(terms, calendar, last));
  }

  /** What waited, and the newest of what came up while nobody looked, in their order. */
  private List<Item> passedOver(Terms terms, Calendar calendar, Instant last) {
    var slept =
        through.map(calendar::next).or(() -> terms.cron().after(since).map(calendar::newestOver));
    var firstMissed =
        slept.map(s -> terms.first().filter(first -> first.start().isAfter(s.start())).orElse(s));
    var missed = new ArrayDeque<Item>();
    var at = calendar.previous(calendar.newestOver(last));
    while (missed.size() < MOST_MISSED
        && firstMissed.isPresent()
        && !at.start().isBefore(firstMissed.get().start())) {
      missed.addFirst(new Item(last, Optional.of(at)));
      at = calendar.previous(at);
    }
    var all = new ArrayList<>(waiting);
    all.addAll(missed);
    return all;
  }

  /** When something comes up next. */
  public Optional<Instant> next(Terms terms, Instant now) {
    return terms.cron().after(since.isAfter(now) ? since : now);
  }

  /** A run was opened for what waited. */
  public Agenda begun(Item item, RunId run) {
    return new Agenda(
        since,
        through,
        waiting.stream().filter(other -> !other.equals(item)).toList(),
        Optional.of(new Begun(run, 0, false)));
  }

  /** What waited is not wanted any more. */
  public Agenda without(Collection<Item> items) {
    return new Agenda(
        since, through, waiting.stream().filter(item -> !items.contains(item)).toList(), begun);
  }

  /** The newest run is gone on with; or left to people when that has been done too often. */
  public Agenda again() {
    return new Agenda(
        since,
        through,
        waiting,
        begun.map(
            b ->
                b.resumed() < MOST_RESUMES
                    ? new Begun(b.run(), b.resumed() + 1, false)
                    : new Begun(b.run(), b.resumed(), true)));
  }
}
