package dev.prunella.local.contract;

import dev.prunella.contract.Slice;
import dev.prunella.local.duckdb.Sql;
import dev.prunella.local.sql.SqlLiteral;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.apache.iceberg.Schema;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Type.TypeID;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/**
 * An interval's rows as SQL. A date lies in the interval in which it begins; a timestamp without a
 * zone is read in the slice's.
 */
final class SliceSql {
  private final Slice slice;
  private final NestedField field;

  private SliceSql(Slice slice, NestedField field) {
    this.slice = slice;
    this.field = field;
  }

  static SliceSql of(Slice slice, Schema schema) {
    var field = RowSql.column(schema, slice.column());
    if (field.type().typeId() != TypeID.DATE && field.type().typeId() != TypeID.TIMESTAMP) {
      throw new RowSql.Unfit(
          field.name() + " is " + field.type() + ", and an interval needs a date or a timestamp");
    }
    return new SliceSql(slice, field);
  }

  /** By which a row is in the interval or not. */
  String column() {
    return field.name();
  }

  /** True for the interval's rows, else false or NULL. */
  String inside() {
    var name = Sql.identifier(field.name());
    return "("
        + name
        + " >= "
        + literal(slice.start())
        + " AND "
        + name
        + " < "
        + literal(slice.end())
        + ")";
  }

  /** True for all other rows. Each part of it rules out files by what they say of the column. */
  String outside() {
    var name = Sql.identifier(field.name());
    return "(%1$s < %2$s OR %1$s >= %3$s OR %1$s IS NULL)"
        .formatted(name, literal(slice.start()), literal(slice.end()));
  }

  /** For the files that may hold rows of the interval. */
  Expression expression() {
    return Expressions.and(
        Expressions.greaterThanOrEqual(field.name(), bound(slice.start())),
        Expressions.lessThan(field.name(), bound(slice.end())));
  }

  /** In Iceberg's form: days or microseconds. */
  private Object bound(Instant bound) {
    if (field.type().typeId() == TypeID.DATE) {
      return (int) firstDate(bound).toEpochDay();
    }
    return ChronoUnit.MICROS.between(
        Instant.EPOCH, hasZone() ? bound : local(bound).toInstant(ZoneOffset.UTC));
  }

  private boolean hasZone() {
    return field.type() instanceof Types.TimestampType t && t.shouldAdjustToUTC();
  }

  private SqlLiteral literal(Instant bound) {
    if (field.type().typeId() == TypeID.DATE) {
      return SqlLiteral.of(firstDate(bound));
    }
    return hasZone() ? SqlLiteral.of(bound) : SqlLiteral.of(local(bound));
  }

  private LocalDateTime local(Instant at) {
    return at.atZone(slice.zone()).toLocalDateTime();
  }

  /** The first date that begins at or after a moment. */
  private LocalDate firstDate(Instant at) {
    var date = local(at).toLocalDate();
    return date.atStartOfDay(slice.zone()).toInstant().isBefore(at) ? date.plusDays(1) : date;
  }
}
