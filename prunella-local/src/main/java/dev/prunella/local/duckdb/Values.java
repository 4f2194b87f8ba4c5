package dev.prunella.local.duckdb;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.UUID;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.ByteBuffers;
import org.jspecify.annotations.Nullable;

/** Single values between Iceberg's internal form (days, microseconds, byte buffers) and DuckDB. */
public final class Values {

  private Values() {}

  /**
   * A typed SQL expression of a value in Iceberg's internal form, as column defaults and partition
   * values have it.
   */
  static String sql(@Nullable Object value, Type type) {
    String duckDbType = DuckDbTypes.of(type);
    if (value == null) {
      return Sql.cast("NULL", duckDbType);
    }
    return switch (type.typeId()) {
      case DATE -> Sql.cast("DATE '1970-01-01' + (" + value + ")", duckDbType);
      case TIME ->
          Sql.cast(
              Sql.literal(LocalTime.ofNanoOfDay(((Long) value) * 1000).toString()), duckDbType);
      // By name, because a cast would read the time in the session's zone.
      case TIMESTAMP ->
          (((Types.TimestampType) type).shouldAdjustToUTC()
                  ? "make_timestamptz("
                  : "make_timestamp(")
              + value
              + ")";
      case TIMESTAMP_NANO -> Sql.cast("make_timestamp_ns(" + value + ")", duckDbType);
      case BINARY, FIXED -> "unhex(" + Sql.literal(hex((ByteBuffer) value)) + ")";
      case DECIMAL -> Sql.cast(Sql.literal(((BigDecimal) value).toPlainString()), duckDbType);
      case STRUCT -> struct((StructLike) value, type.asStructType());
      default -> Sql.cast(Sql.literal(value.toString()), duckDbType);
    };
  }

  private static String struct(StructLike value, Types.StructType type) {
    var parts = new ArrayList<String>();
    for (int i = 0; i < type.fields().size(); i++) {
      var field = type.fields().get(i);
      parts.add(Sql.literal(field.name()) + ": " + sql(value.get(i, Object.class), field.type()));
    }
    return Sql.cast("{" + String.join(", ", parts) + "}", DuckDbTypes.of(type));
  }

  /** The SQL that turns a column into what {@link #internal} reads. */
  public static String internalSql(String expression, Type type) {
    return switch (type.typeId()) {
      case DATE -> "(" + expression + " - DATE '1970-01-01')";
      case TIME, TIMESTAMP -> "epoch_us(" + expression + ")";
      case TIMESTAMP_NANO -> "epoch_ns(" + expression + ")";
      case BINARY, FIXED -> "hex(" + expression + ")";
      default -> expression;
    };
  }

  /** A value selected by {@link #internalSql}, in Iceberg's internal form. */
  public static @Nullable Object internal(ResultSet row, int column, Type type)
      throws SQLException {
    if (row.getObject(column) == null) {
      return null;
    }
    return switch (type.typeId()) {
      case BOOLEAN -> row.getBoolean(column);
      case INTEGER, DATE -> row.getInt(column);
      case LONG, TIME, TIMESTAMP, TIMESTAMP_NANO -> row.getLong(column);
      case FLOAT -> row.getFloat(column);
      case DOUBLE -> row.getDouble(column);
      case DECIMAL -> row.getBigDecimal(column);
      case STRING -> row.getString(column);
      case UUID -> row.getObject(column, UUID.class);
      case BINARY, FIXED -> ByteBuffer.wrap(HexFormat.of().parseHex(row.getString(column)));
      default -> throw new DuckDbException("no single value of type " + type);
    };
  }

  private static String hex(ByteBuffer bytes) {
    return HexFormat.of().formatHex(ByteBuffers.toByteArray(bytes));
  }
}
