package dev.prunella.heal;

import dev.prunella.incident.Belief;
import dev.prunella.incident.FailureClass;
import dev.prunella.incident.IncidentEvent;
import dev.prunella.incident.IncidentEvent.Autonomy;
import dev.prunella.incident.IncidentEvent.Seen;
import dev.prunella.incident.IncidentEvent.Verified;
import dev.prunella.incident.IncidentEvent.Weighed;
import dev.prunella.incident.RemedyFamily;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * How each sort of remedy has turned out for each sort of cause, counted from the journals of
 * incidents. It raises nothing: where much speaks for it, it suggests a rule that a person may
 * write. After one undo the breaker lowers it by itself. Immutable.
 *
 * @param lines by remedy and cause
 */
public record Standing(List<Line> lines) {
  /** So often people must have agreed, or the publication held, before a rule is suggested. */
  public static final int ENOUGH = 5;

  /** A sort of remedy for a sort of cause; the numbers in the cause do not count. */
  public record Key(RemedyFamily family, FailureClass failureClass, String cause) {}

  /**
   * How it has turned out, in incidents; {@code tried} and {@code verified} in trials.
   *
   * @param agreed a person has said yes to it
   * @param denied a person has said no
   * @param published on main, whoever decided
   * @param held the runs after it came through
   * @param undone a person took it back
   * @param regressed the watch switched it back
   * @param decided what policy said of it last
   */
  public record Line(
      Key key,
      int tried,
      int verified,
      int agreed,
      int denied,
      int published,
      int held,
      int undone,
      int regressed,
      Optional<Autonomy> decided) {

    /** Whether anything speaks against it. */
    public boolean isDoubted() {
      return denied + undone + regressed > 0;
    }

    /** Whether it may be suggested to let it be done without asking. */
    public boolean hasProvedItself() {
      return !isDoubted() && Math.max(agreed, held) >= ENOUGH;
    }

    /** What a person may want to write into the policy; nothing does that by itself. */
    public Optional<Autonomy> suggested() {
      return hasProvedItself() && decided.filter(d -> d == Autonomy.PROPOSE).isPresent()
          ? Optional.of(Autonomy.AUTO)
          : isDoubted() && decided.filter(d -> d == Autonomy.AUTO).isPresent()
              ? Optional.of(Autonomy.PROPOSE)
              : Optional.empty();
    }
  }

  public Standing {
    lines = List.copyOf(lines);
  }

  /** From the journals of all incidents, the oldest first. */
  public static Standing of(Collection<List<IncidentEvent>> journals) {
    var counts = new LinkedHashMap<Key, Counts>();
    journals.forEach(events -> new Fold(counts).all(events));
    return new Standing(
        counts.entrySet().stream()
            .map(e -> e.getValue().line(e.getKey()))
            .sorted(
                Comparator.<Line, RemedyFamily>comparing(l -> l.key().family())
                    .thenComparing(l -> l.key().cause()))
            .toList());
  }

  /** One incident's part. */
  private static final class Fold {
    private final Map<Key, Counts> counts;
    private final Map<String, List<Weighed>> weighed = new HashMap<>();
    private final Map<String, Set<Key>> said = new HashMap<>();
    private Optional<Belief> belief = Optional.empty();
    private List<Weighed> decided = List.of();
    private final Set<Key> onMain = new LinkedHashSet<>();

    Fold(Map<Key, Counts> counts) {
      this.counts = counts;
    }

    void all(List<IncidentEvent> events) {
      events.forEach(this::one);
    }

    private void one(IncidentEvent event) {
      switch (event) {
        case IncidentEvent.Believed(var _, var newest) -> belief = Optional.of(newest);
        case IncidentEvent.Tried tried ->
            belief.ifPresent(
                b -> {
                  var count = of(key(tried.family(), b.failureClass(), b.cause()));
                  count.tried++;
                  if (tried.verdict() == Verified.VERIFIED) {
                    count.verified++;
                  }
                });
        case IncidentEvent.Decided one -> {
          decided = one.weighed();
          weighed.put(one.key(), decided);
          keys(decided).forEach(key -> of(key).decided = Optional.of(one.autonomy()));
        }
        case IncidentEvent.Answered answered -> answered(answered);
        case IncidentEvent.Published _ -> published();
        case IncidentEvent.AtSource at when at.stage() == IncidentEvent.Stage.PUBLISHED ->
            published();
        case IncidentEvent.Undone undone -> {
          onMain.forEach(
              key -> {
                if (undone.byWatch()) {
                  of(key).regressed++;
                } else {
                  of(key).undone++;
                }
              });
          onMain.clear();
        }
        case IncidentEvent.Watched watched when watched.seen() == Seen.HELD ->
            onMain.forEach(key -> of(key).held++);
        case IncidentEvent.Watched _,
            IncidentEvent.Opened _,
            IncidentEvent.Joined _,
            IncidentEvent.AmendmentProposed _,
            IncidentEvent.AtSource _,
            IncidentEvent.Waiting _,
            IncidentEvent.Asked _,
            IncidentEvent.Noted _,
            IncidentEvent.Follows _,
            IncidentEvent.Suggested _,
            IncidentEvent.Closed _ -> {}
      }
    }

    private void published() {
      for (var key : keys(decided)) {
        if (onMain.add(key)) {
          of(key).published++;
        }
      }
    }

    /** Each person's word about a sort of remedy counts once in an incident. */
    private void answered(IncidentEvent.Answered answered) {
      boolean yes = answered.isYes();
      if (!yes && !answered.isNo()) {
        return;
      }
      var about = answered.about().flatMap(key -> Optional.ofNullable(weighed.get(key)));
      for (var key : keys(about.orElse(List.of()))) {
        if (said.computeIfAbsent(answered.option(), _ -> new LinkedHashSet<>()).add(key)) {
          if (yes) {
            of(key).agreed++;
          } else {
            of(key).denied++;
          }
        }
      }
    }

    private static Set<Key> keys(List<Weighed> weighed) {
      var keys = new LinkedHashSet<Key>();
      weighed.forEach(w -> keys.add(key(w.family(), w.failureClass(), w.cause())));
      return keys;
    }

    private static Key key(RemedyFamily family, FailureClass failureClass, String cause) {
      return new Key(family, failureClass, HealingState.sort(cause));
    }

    private Counts of(Key key) {
      return Objects.requireNonNull(counts.computeIfAbsent(key, _ -> new Counts()));
    }
  }

  private static final class Counts {
    private int tried;
    private int verified;
    private int agreed;
    private int denied;
    private int published;
    private int held;
    private int undone;
    private int regressed;
    private Optional<Autonomy> decided = Optional.empty();

    Line line(Key key) {
      return new Line(
          key, tried, verified, agreed, denied, published, held, undone, regressed, decided);
    }
  }
}
