package dev.prunella.local.contract;

import dev.prunella.contract.Slice;
import dev.prunella.local.duckdb.Sql;
import dev.prunella.local.sql.SqlLiteral;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import org.apache.iceberg.Schema;
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

  static String of(Slice slice, Schema schema) {
    var field = RowSql.column(schema, slice.column());
    if (field.type().typeId() != TypeID.DATE && field.type().typeId() != TypeID.TIMESTAMP) {
      throw new RowSql.Unfit(
          field.name() + " is " + field.type() + ", and an interval needs a date or a timestamp");
    }
    return new SliceSql(slice, field).sql();
  }

  private String sql() {
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

  private SqlLiteral literal(Instant bound) {
    if (field.type().typeId() == TypeID.DATE) {
      return SqlLiteral.of(firstDate(bound));
    }
    boolean zone = field.type() instanceof Types.TimestampType t && t.shouldAdjustToUTC();
    return zone ? SqlLiteral.of(bound) : SqlLiteral.of(local(bound));
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
