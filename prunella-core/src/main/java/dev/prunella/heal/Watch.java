package dev.prunella.heal;

import dev.prunella.incident.IncidentEvent;
import dev.prunella.incident.IncidentEvent.End;
import dev.prunella.incident.IncidentEvent.Seen;
import dev.prunella.incident.IncidentState;
import dev.prunella.pipeline.RunId;
import dev.prunella.refs.TableName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/**
 * What is to be looked at after a publication of the healer's: the next runs of its pipeline, and
 * those of others that read what it published. Pure; whatever was seen is in the incident's
 * journal, so that each run is looked into once.
 */
public final class Watch {
  private Watch() {}

  /**
   * How long is watched.
   *
   * @param runs so many runs of the pipeline that come through end a watch
   * @param time after so long it ends in any case
   * @param suspects into so many runs that had trouble is looked, at most
   */
  public record Limits(int runs, Duration time, int suspects) {
    public static final Limits DEFAULT = new Limits(3, Duration.ofDays(7), 3);
  }

  /**
   * A run after the publication.
   *
   * @param ofPipeline whether it is of the incident's own pipeline
   * @param wentThrough whether it published all that it should
   * @param troubled its tables that failed or were held, as far as the publication reaches them
   */
  public record Later(
      RunId run, boolean ofPipeline, boolean wentThrough, SortedSet<TableName> troubled) {}

  /** What is to be done next. */
  public sealed interface Next {
    /** Nothing yet. */
    record Wait() implements Next {}

    /** It is to be found out whether the publication is to blame for a run's trouble. */
    record LookInto(Later run) implements Next {}

    /** It was found to be to blame. */
    record SwitchBack(String why) implements Next {}

    record Finish(Seen seen, String sentence) implements Next {}
  }

  /**
   * Whether what was published for an incident is to be watched: something was changed, and is on
   * main still. That the same was run again was no change.
   *
   * @param events the incident's
   */
  public static boolean isWatched(IncidentState incident, List<IncidentEvent> events) {
    return mayBeWatched(incident) && changedSomething(events);
  }

  /** Whether it may be, as far as its state tells. */
  public static boolean mayBeWatched(IncidentState incident) {
    return incident.closed().filter(c -> c.end() == End.HEALED).isPresent()
        && !incident.published().isEmpty()
        && incident.undone().isEmpty()
        && incident.watched().stream().noneMatch(w -> isLast(w.seen()));
  }

  private static boolean isLast(Seen seen) {
    return seen == Seen.HELD || seen == Seen.UNSEEN;
  }

  /** What was decided last before the last publication is what was published. */
  private static boolean changedSomething(List<IncidentEvent> events) {
    Optional<IncidentEvent.Decided> decided = Optional.empty();
    boolean changed = false;
    for (var event : events) {
      if (event instanceof IncidentEvent.Decided one) {
        decided = Optional.of(one);
      } else if (event instanceof IncidentEvent.Published) {
        changed =
            decided.stream()
                .flatMap(d -> d.weighed().stream())
                .anyMatch(w -> !w.family().onlyRunsAgain());
      }
    }
    return changed;
  }

  /**
   * Says what is to be done.
   *
   * @param later the runs after the publication that are over, the oldest first
   */
  public static Next next(IncidentState incident, List<Later> later, Instant now, Limits limits) {
    var regressed = incident.watched().stream().filter(w -> w.seen() == Seen.REGRESSED).findFirst();
    if (regressed.isPresent()) {
      return new Next.SwitchBack(regressed.get().sentence());
    }
    var known = incident.watched().stream().flatMap(w -> w.run().stream()).toList();
    var suspect =
        later.stream().filter(l -> !l.troubled().isEmpty() && !known.contains(l.run())).findFirst();
    if (suspect.isPresent() && known.size() < limits.suspects()) {
      return new Next.LookInto(suspect.get());
    }
    long through = later.stream().filter(l -> l.ofPipeline() && l.wentThrough()).count();
    boolean doubtful = incident.watched().stream().anyMatch(w -> w.seen() == Seen.IN_DOUBT);
    if (through >= limits.runs() && !doubtful) {
      return new Next.Finish(
          Seen.HELD, "the next %d runs of its pipeline came through".formatted(through));
    }
    var until = incident.published().getLast().at().plus(limits.time());
    if (now.isBefore(until)) {
      return new Next.Wait();
    }
    return doubtful || through == 0
        ? new Next.Finish(
            Seen.UNSEEN,
            doubtful
                ? "nobody could say whether it was to blame for a later run's trouble"
                : "no run came after it that would have told")
        : new Next.Finish(
            Seen.HELD, "%d runs of its pipeline came through after it".formatted(through));
  }
}
