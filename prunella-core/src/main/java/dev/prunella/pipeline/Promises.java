package dev.prunella.pipeline;

import dev.prunella.contract.Check;
import dev.prunella.contract.RowGuard;
import java.util.ArrayList;
import java.util.List;

/**
 * What a table must keep before it may be published, as the project's files say.
 *
 * @param checks that its contract and a dbt project's tests come to
 * @param guards what lays failing rows aside before the others are written
 * @param anomalies what becomes of an interval that is unlike those before it
 */
public record Promises(List<Check> checks, List<RowGuard> guards, Anomalies anomalies) {

  /** Nothing is promised. */
  public static final Promises NONE = new Promises(List.of(), List.of(), Anomalies.IGNORED);

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
  }

  /** These checks, with the guards that they ask for. */
  public static Promises of(List<Check> checks, Anomalies anomalies) {
    return new Promises(
        checks, checks.stream().flatMap(check -> check.guard().stream()).toList(), anomalies);
  }

  /** The same with further guards. */
  public Promises guarding(List<RowGuard> more) {
    var all = new ArrayList<>(guards);
    all.addAll(more);
    return new Promises(checks, all, anomalies);
  }
}
