package dev.prunella.local.engine;

import dev.prunella.local.duckdb.DuckDbTypes;
import dev.prunella.local.duckdb.Sql;
import dev.prunella.local.sql.SqlLiteral;
import dev.prunella.pipeline.Calendar;
import dev.prunella.pipeline.DataInterval;
import dev.prunella.pipeline.Fault.Kind;
import dev.prunella.pipeline.StepTask;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.transforms.Transform;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * The values of a column that lie in an interval, the same for SQL and for Iceberg. A date lies in
 * the interval in which it begins; a timestamp without a zone is read in the pipeline's zone, in a
 * repeated hour as the second one, as DuckDB does. So every value lies in exactly one interval.
 */
final class IntervalRange {
  private final String column;
  private final Type type;
  private final DataInterval interval;
  private final Calendar calendar;

  private IntervalRange(String column, Type type, DataInterval interval, Calendar calendar) {
    this.column = column;
    this.type = type;
    this.interval = interval;
    this.calendar = calendar;
  }

  /** For a column of these columns; letter case does not count. */
  static IntervalRange of(StepTask task, Schema schema, String column) {
    var interval = task.interval().orElse(null);
    var calendar = task.calendar().orElse(null);
    if (interval == null || calendar == null) {
      throw new FaultException(
          Kind.FAILED,
          task.table() + " is made interval by interval, and this run is for no interval",
          "give the pipeline an interval, or make the table in full");
    }
    var field = schema.caseInsensitiveFindField(column);
    if (field == null) {
      throw new FaultException(
          Kind.UNKNOWN_COLUMN,
          task.table()
              + " is made interval by interval of '"
              + column
              + "', which it does not have",
          "name a date or a timestamp that the query gives");
    }
    boolean fits =
        field.type().typeId() == Type.TypeID.DATE || field.type().typeId() == Type.TypeID.TIMESTAMP;
    if (!fits) {
      throw new FaultException(
          Kind.TYPE_MISMATCH,
          "%s.%s is %s, and an interval needs a date or a timestamp"
              .formatted(task.table(), field.name(), field.type()),
          "cast it in the query");
    }
    return new IntervalRange(field.name(), field.type(), interval, calendar);
  }

  /** As the table, or the query, calls it. */
  String column() {
    return column;
  }

  String duckDbType() {
    return DuckDbTypes.of(type);
  }

  /** True, false or NULL for a row. */
  String sql() {
    var name = Sql.identifier(column);
    return "("
        + name
        + " >= "
        + literal(interval.start())
        + " AND "
        + name
        + " < "
        + literal(interval.end())
        + ")";
  }

  Expression expression() {
    return Expressions.and(
        Expressions.greaterThanOrEqual(column, bound(interval.start())),
        Expressions.lessThan(column, bound(interval.end())));
  }

  /** How a new table is cut, so that an interval's rows lie in files of their own. */
  PartitionSpec partitions(Schema schema) {
    var spec = PartitionSpec.builderFor(schema);
    if (column.equals(BatchReader.INTERVAL)) {
      // All rows of an interval have the same value there.
      return spec.identity(column).build();
    }
    boolean hourly = calendar.rhythm() == Calendar.Rhythm.HOURLY;
    if (calendar.rhythm() == Calendar.Rhythm.MONTHLY) {
      return spec.month(column).build();
    }
    return hourly && type.typeId() == Type.TypeID.TIMESTAMP
        ? spec.hour(column).build()
        : spec.day(column).build();
  }

  /**
   * Whether all values of the interval fall into one partition of a table.
   *
   * @param loaded whether the rows come from a source, so that all have the interval's start
   */
  boolean isOnePartition(PartitionSpec spec, Schema table, boolean loaded) {
    var field = table.findField(column);
    return spec.isPartitioned()
        && field != null
        && field.type().equals(type)
        && spec.fields().stream()
            .allMatch(
                part ->
                    part.sourceId() == field.fieldId()
                        && part.transform().preservesOrder()
                        && ((loaded && column.equals(BatchReader.INTERVAL))
                            || firstAndLastAreEqual(part.transform())));
  }

  @SuppressWarnings("unchecked")
  private boolean firstAndLastAreEqual(Transform<?, ?> transform) {
    var value = ((Transform<Object, Object>) transform).bind(type);
    var first = bound(interval.start());
    return value.apply(first).equals(value.apply(before(bound(interval.end()))));
  }

  /** The day or the microsecond before. */
  private static Object before(Object bound) {
    return bound instanceof Integer days ? (Object) (days - 1) : (Object) ((Long) bound - 1);
  }

  private boolean isDate() {
    return type.typeId() == Type.TypeID.DATE;
  }

  private boolean hasZone() {
    return type instanceof Types.TimestampType timestamp && timestamp.shouldAdjustToUTC();
  }

  private String literal(Instant bound) {
    if (isDate()) {
      return SqlLiteral.of(firstDate(bound)).toString();
    }
    return hasZone() ? SqlLiteral.of(bound).toString() : SqlLiteral.of(local(bound)).toString();
  }

  /** In Iceberg's form: days or microseconds. */
  private Object bound(Instant bound) {
    if (isDate()) {
      return (int) firstDate(bound).toEpochDay();
    }
    return hasZone() ? micros(bound) : micros(local(bound).toInstant(ZoneOffset.UTC));
  }

  private ZoneId zone() {
    return calendar.zone();
  }

  private LocalDateTime local(Instant at) {
    return at.atZone(zone()).toLocalDateTime();
  }

  /** The first date that begins at or after a moment. */
  private LocalDate firstDate(Instant at) {
    var date = local(at).toLocalDate();
    return date.atStartOfDay(zone()).toInstant().isBefore(at) ? date.plusDays(1) : date;
  }

  private static long micros(Instant at) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, at);
  }
}
