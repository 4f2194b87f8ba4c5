package dev.prunella.pipeline;

import dev.prunella.contract.Check;
import dev.prunella.contract.Severity;
import dev.prunella.refs.TableName;
import java.time.ZoneId;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/**
 * A check whose query reads other tables than its own: what another step makes can break it, and so
 * can what somebody else has published meanwhile.
 *
 * @param reads the tables of its query; letter case does not count
 * @param zone in which it is asked: that of the pipeline that makes its table
 */
public record JointCheck(Check check, Set<TableName> reads, ZoneId zone) {
  public JointCheck {
    reads = Set.copyOf(reads);
  }

  /** The check as a joint one, if it is. */
  public static Optional<JointCheck> of(Check check, Set<TableName> reads, ZoneId zone) {
    return reads.stream().allMatch(check.table()::matches)
        ? Optional.empty()
        : Optional.of(new JointCheck(check, reads, zone));
  }

  boolean isAbout(TableName table) {
    return check.table().matches(table);
  }

  boolean reads(TableName table) {
    return reads.stream().anyMatch(table::matches);
  }

  boolean concernsAny(Collection<TableName> tables) {
    return tables.stream().anyMatch(table -> isAbout(table) || reads(table));
  }

  boolean holds() {
    return check.severity() == Severity.ERROR;
  }

  /**
   * Whether it can be asked as soon as a step is done. Of other tables than those that the step has
   * read nobody knows then whether this run still changes them; and a warning is told once.
   */
  boolean canBeAskedAfter(Step step) {
    return holds()
        && reads.stream()
            .allMatch(
                table -> isAbout(table) || step.reads().stream().anyMatch(r -> r.matches(table)));
  }
}
