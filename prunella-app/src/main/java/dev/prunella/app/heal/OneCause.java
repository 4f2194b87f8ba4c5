package dev.prunella.app.heal;

import dev.prunella.incident.IncidentState;
import dev.prunella.incident.Signature;
import dev.prunella.incident.Symptom;
import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.Graph;
import dev.prunella.refs.TableName;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;

/**
 * Tells which open incident a new one is a part of: the same failure of the same table in another
 * interval or pipeline, what such a table's trouble does to those that read it, or what befalls all
 * that one owner's place should have brought for an interval. Each is still healed by itself, for a
 * remedy holds only for what it was proved on; but one cause is asked about once.
 */
final class OneCause {
  /** What a table's absence or wrong shape does to whoever reads it. */
  private static final Set<Fault.Kind> COMES_DOWN =
      Set.of(
          Fault.Kind.MISSING,
          Fault.Kind.NO_ROWS,
          Fault.Kind.UNKNOWN_TABLE,
          Fault.Kind.UNKNOWN_COLUMN,
          Fault.Kind.TYPE_MISMATCH,
          Fault.Kind.SCHEMA_CHANGED,
          Fault.Kind.CONSTRAINT,
          Fault.Kind.HELD);

  /** What keeps a source from bringing anything, and is no matter of what it would bring. */
  private static final Set<Fault.Kind> OF_THE_PLACE =
      Set.of(
          Fault.Kind.MISSING,
          Fault.Kind.SOURCE_UNREACHABLE,
          Fault.Kind.SOURCE_FAILED,
          Fault.Kind.ACCESS_DENIED);

  private OneCause() {}

  /** The incident that leads, and why it is taken for that. */
  record Led(IncidentState leader, String why) {}

  /**
   * Finds it.
   *
   * @param interval its label; empty where it is of none
   * @param open incidents, the oldest first
   * @param graph of all the project's tables
   * @param origin where a table loads from; empty where it does not, or nobody answers for it
   */
  static Optional<Led> of(
      List<Symptom> symptoms,
      Optional<String> interval,
      Collection<IncidentState> open,
      Graph graph,
      Function<TableName, Optional<Origin>> origin) {
    return open.stream()
        .filter(i -> i.follows().isEmpty() && !i.isByHand() && !i.isElsewhere())
        .flatMap(
            i -> {
              var other = i.opened().label();
              boolean together = interval.isEmpty() || other.isEmpty() || interval.equals(other);
              return why(symptoms, i.symptoms(), together, graph, origin)
                  .map(why -> new Led(i, why))
                  .stream();
            })
        .findFirst();
  }

  private static Optional<String> why(
      List<Symptom> these,
      List<Symptom> those,
      boolean together,
      Graph graph,
      Function<TableName, Optional<Origin>> origin) {
    if (these.isEmpty()) {
      return Optional.empty();
    }
    // One symptom that is of another cause is enough to ask for itself.
    if (all(these, those, OneCause::isSame)) {
      return Optional.of(these.getFirst().table() + " fails there just so");
    }
    if (together && all(these, those, (s, o) -> isSame(s, o) || comesOf(s, o, graph))) {
      return Optional.of(
          "%s is made from %s, which does not come through there"
              .formatted(these.getFirst().table(), those.getFirst().table()));
    }
    return together && all(these, those, (s, o) -> isOfOnePlace(s, o, origin))
        ? Optional.of(
            "%s and %s come from one place, and neither was there"
                .formatted(these.getFirst().table(), those.getFirst().table()))
        : Optional.empty();
  }

  private static boolean all(
      List<Symptom> these, List<Symptom> those, BiPredicate<Symptom, Symptom> of) {
    return these.stream().allMatch(s -> those.stream().anyMatch(o -> of.test(s, o)));
  }

  private static boolean isOfOnePlace(
      Symptom one, Symptom other, Function<TableName, Optional<Origin>> origin) {
    return OF_THE_PLACE.contains(one.kind())
        && one.kind() == other.kind()
        && origin.apply(one.table()).isPresent()
        && origin.apply(one.table()).equals(origin.apply(other.table()));
  }

  private static boolean isSame(Symptom one, Symptom other) {
    // Whether values are right is to be said of each interval's own.
    return one.kind() != Fault.Kind.HELD
        && one.table().equals(other.table())
        && one.kind() == other.kind()
        && Signature.of(one.message()).equals(Signature.of(other.message()));
  }

  private static boolean comesOf(Symptom one, Symptom other, Graph graph) {
    return COMES_DOWN.contains(one.kind())
        && graph.downstream(List.of(other.table())).contains(one.table());
  }
}
