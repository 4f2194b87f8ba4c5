package dev.prunella.pipeline;

import dev.prunella.contract.Check;
import dev.prunella.contract.RowGuard;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a table must keep before it may be published, as the project's files say.
 *
 * @param checks that its contract and a dbt project's tests come to
 * @param guards what lays failing rows aside before the others are written
 * @param later which of the checks are asked only of what is about to be published, by id: those
 *     that also depend on what the step does not
 * @param anomalies what becomes of an interval that is unlike those before it
 */
public record Promises(
    List<Check> checks, List<RowGuard> guards, Set<String> later, Anomalies anomalies) {

  /** Nothing is promised. */
  public static final Promises NONE =
      new Promises(List.of(), List.of(), Set.of(), Anomalies.IGNORED);

  /** What an anomaly does to a publication. */
  public enum Anomalies {
    /** Nobody looks. */
    IGNORED,
    WARN,
    HOLD
  }

  public Promises {
    checks = List.copyOf(checks);
    guards = List.copyOf(guards);
    later = Set.copyOf(later);
  }

  /** These checks, with the guards that they ask for. */
  public static Promises of(List<Check> checks, Anomalies anomalies) {
    return new Promises(
        checks,
        checks.stream().flatMap(check -> check.guard().stream()).toList(),
        Set.of(),
        anomalies);
  }

  /** The same for a step, which leaves those of the joint checks for later that must wait. */
  Promises askedAfter(Step step, List<JointCheck> joint) {
    var wait =
        joint.stream()
            .filter(j -> j.isAbout(step.table()) && !j.canBeAskedAfter(step))
            .map(j -> j.check().id())
            .collect(Collectors.toSet());
    return new Promises(checks, guards, wait, anomalies);
  }
}
