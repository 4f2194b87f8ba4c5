package dev.prunella.local.contract;

import dev.prunella.contract.Check;
import dev.prunella.contract.CheckResult.Outcome;
import dev.prunella.contract.CheckResult.Sample;
import dev.prunella.contract.Measure;
import dev.prunella.local.duckdb.Sql;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type.TypeID;

/** How old the newest value of a table is. */
final class Newest {
  private static final long MICROS = 1_000_000;

  private Newest() {}

  /**
   * SQL for the newest value in microseconds since 1970. A date is the moment in which it begins; a
   * timestamp without a zone is taken as UTC.
   */
  static String micros(String column, Schema schema) {
    var field = RowSql.column(schema, column);
    var id = field.type().typeId();
    if (id != TypeID.DATE && id != TypeID.TIMESTAMP && id != TypeID.TIMESTAMP_NANO) {
      throw new RowSql.Unfit(
          field.name() + " is " + field.type() + ", and freshness needs a date or a timestamp");
    }
    var max = "max(" + Sql.identifier(field.name()) + ")";
    return "epoch_us(" + (id == TypeID.DATE ? "CAST(" + max + " AS TIMESTAMP)" : max) + ")";
  }

  static Outcome judged(Check check, Optional<String> micros, Instant now) {
    if (micros.isEmpty()) {
      return CheckSession.failed(
          check, "there is no value at all", 0, Sample.NONE, Optional.empty());
    }
    long at = Long.parseLong(micros.get());
    var newest =
        Instant.ofEpochSecond(
            Math.floorDiv(at, MICROS), Math.floorMod(at, MICROS) * (1_000_000_000 / MICROS));
    var words = "newest is of " + newest;
    var most = ((Measure.Age) check.measure()).most();
    return Duration.between(newest, now).compareTo(most) <= 0
        ? new Outcome.Passed(words)
        : CheckSession.failed(check, words, 0, Sample.NONE, Optional.empty());
  }
}
