package dev.prunella.app.heal;

import dev.prunella.incident.IncidentState;
import dev.prunella.incident.Signature;
import dev.prunella.incident.Symptom;
import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.Graph;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Tells which open incident a new one is a part of: the same failure of the same table in another
 * interval or pipeline, or what such a table's trouble does to those that read it. Each is still
 * healed by itself, for a remedy holds only for what it was proved on; but one cause is asked about
 * once.
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

  private OneCause() {}

  /** The incident that leads, and why it is taken for that. */
  record Led(IncidentState leader, String why) {}

  /**
   * Finds it.
   *
   * @param interval its label; empty where it is of none
   * @param open incidents, the oldest first
   * @param graph of all the project's tables
   */
  static Optional<Led> of(
      List<Symptom> symptoms,
      Optional<String> interval,
      Collection<IncidentState> open,
      Graph graph) {
    return open.stream()
        .filter(i -> i.follows().isEmpty() && !MainWatch.isOf(i))
        .flatMap(
            i -> {
              var other = i.opened().label();
              boolean together = interval.isEmpty() || other.isEmpty() || interval.equals(other);
              return why(symptoms, i.symptoms(), together, graph)
                  .map(why -> new Led(i, why))
                  .stream();
            })
        .findFirst();
  }

  private static Optional<String> why(
      List<Symptom> these, List<Symptom> those, boolean together, Graph graph) {
    if (these.isEmpty()) {
      return Optional.empty();
    }
    // One symptom that is of another cause is enough to ask for itself.
    return these.stream().allMatch(s -> those.stream().anyMatch(o -> isSame(s, o)))
        ? Optional.of(these.getFirst().table() + " fails there just so")
        : together
                && these.stream()
                    .allMatch(
                        s -> those.stream().anyMatch(o -> isSame(s, o) || comesOf(s, o, graph)))
            ? Optional.of(
                "%s is made from %s, which does not come through there"
                    .formatted(these.getFirst().table(), those.getFirst().table()))
            : Optional.empty();
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
