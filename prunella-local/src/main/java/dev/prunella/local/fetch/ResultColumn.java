package dev.prunella.local.fetch;

import dev.prunella.pipeline.Fault.Kind;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.time.temporal.Temporal;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/**
 * A column of a query's result, and how its values are read so that none is changed: a value that
 * its type cannot hold exactly is an error, never rounded.
 *
 * @param vendor the database's own name of the type
 */
record ResultColumn(int index, String name, String vendor, Type type) {

  /** For a number of the database that has no bounds of its own. */
  static final Types.DecimalType ANY_DECIMAL = Types.DecimalType.of(38, 18);

  private static final int MOST_DIGITS = 38;

  /** Where the driver's own number for a type says less than the database's name for it. */
  private static final Map<String, Type> POSTGRESQL =
      Map.of(
          "bool", Types.BooleanType.get(),
          "uuid", Types.UUIDType.get(),
          "timestamptz", Types.TimestampType.withZone(),
          "oid", Types.LongType.get(),
          "money", Types.StringType.get(),
          "timetz", Types.StringType.get(),
          "bit", Types.StringType.get(),
          "varbit", Types.StringType.get(),
          "interval", Types.StringType.get());

  static ResultColumn of(ResultSetMetaData result, int index, Dialect dialect, String declared)
      throws SQLException {
    var vendor = String.valueOf(result.getColumnTypeName(index)).toLowerCase(Locale.ROOT);
    var type = type(result, index, vendor, dialect);
    if (type instanceof Types.DecimalType) {
      var wanted = declared.strip().toLowerCase(Locale.ROOT).replaceAll("\\s", "");
      if (wanted.matches("(decimal|numeric)\\(\\d{1,2},\\d{1,2}\\)")) {
        type = Types.fromPrimitiveString(wanted.replace("numeric", "decimal"));
      }
    }
    return new ResultColumn(index, result.getColumnLabel(index), vendor, type);
  }

  private static Type type(ResultSetMetaData result, int index, String vendor, Dialect dialect)
      throws SQLException {
    var own = dialect == Dialect.POSTGRESQL ? POSTGRESQL.get(vendor) : null;
    if (own != null) {
      return own;
    }
    return switch (result.getColumnType(index)) {
      case java.sql.Types.BOOLEAN -> Types.BooleanType.get();
      // SQLite's INTEGER has up to 64 bits.
      case java.sql.Types.TINYINT, java.sql.Types.SMALLINT, java.sql.Types.INTEGER ->
          dialect == Dialect.SQLITE ? Types.LongType.get() : Types.IntegerType.get();
      case java.sql.Types.BIGINT -> Types.LongType.get();
      case java.sql.Types.REAL ->
          dialect == Dialect.SQLITE ? Types.DoubleType.get() : Types.FloatType.get();
      case java.sql.Types.FLOAT, java.sql.Types.DOUBLE -> Types.DoubleType.get();
      case java.sql.Types.DECIMAL, java.sql.Types.NUMERIC ->
          decimal(result.getPrecision(index), result.getScale(index));
      case java.sql.Types.DATE -> Types.DateType.get();
      case java.sql.Types.TIME -> Types.TimeType.get();
      case java.sql.Types.TIMESTAMP -> Types.TimestampType.withoutZone();
      case java.sql.Types.TIMESTAMP_WITH_TIMEZONE -> Types.TimestampType.withZone();
      case java.sql.Types.BINARY,
          java.sql.Types.VARBINARY,
          java.sql.Types.LONGVARBINARY,
          java.sql.Types.BLOB ->
          Types.BinaryType.get();
      default -> Types.StringType.get();
    };
  }

  private static Type decimal(int precision, int scale) {
    if (precision < 1) {
      return ANY_DECIMAL;
    }
    return scale > MOST_DIGITS || scale < 0
        ? Types.StringType.get()
        : Types.DecimalType.of(Math.min(MOST_DIGITS, Math.max(precision, scale)), scale);
  }

  /** The value in the current row, as Iceberg's writers take it. */
  @Nullable Object value(ResultSet rows, long row) throws SQLException {
    try {
      var value =
          switch (type.typeId()) {
            case BOOLEAN -> rows.getBoolean(index);
            case INTEGER -> rows.getInt(index);
            case LONG -> exactLong(rows);
            case FLOAT -> rows.getFloat(index);
            case DOUBLE -> exactDouble(rows);
            case DECIMAL -> decimal(rows.getBigDecimal(index));
            case DATE -> finite(rows.getObject(index, LocalDate.class));
            case TIME -> time(rows.getObject(index, LocalTime.class));
            case TIMESTAMP ->
                ((Types.TimestampType) type).shouldAdjustToUTC()
                    ? finite(rows.getObject(index, OffsetDateTime.class))
                    : finite(rows.getObject(index, LocalDateTime.class));
            case UUID -> rows.getObject(index, UUID.class);
            case BINARY -> binary(rows.getBytes(index));
            default -> text(rows.getString(index));
          };
      return rows.wasNull() ? null : value;
    } catch (ArithmeticException e) {
      throw mismatch(row, e.getMessage());
    } catch (SQLException e) {
      // Class 22, or no class at all: the driver could not read this one value.
      var state = e.getSQLState();
      if (state == null || state.isEmpty() || state.startsWith("22")) {
        throw mismatch(row, Quoted.line(String.valueOf(e.getMessage())));
      }
      throw e;
    }
  }

  private FetchFailed mismatch(long row, @Nullable String why) {
    return new FetchFailed(
        Kind.TYPE_MISMATCH,
        "column %s, row %,d of the result: a value cannot be kept exactly as %s: %s"
            .formatted(name, row, type, why),
        "cast the column in the query, as in cast(" + name + " as numeric(38, 6)), or to text");
  }

  /** A column of SQLite may hold a text where an integer is declared, which reads as 0. */
  private @Nullable Object exactLong(ResultSet rows) throws SQLException {
    var value = rows.getObject(index);
    return switch (value) {
      case null -> null;
      case Long number -> number;
      case Integer number -> number.longValue();
      case Number number when number.longValue() == number.doubleValue() -> number.longValue();
      default -> throw new ArithmeticException("it is no integer");
    };
  }

  private @Nullable Object exactDouble(ResultSet rows) throws SQLException {
    var value = rows.getObject(index);
    return switch (value) {
      case null -> null;
      case Number number -> number.doubleValue();
      default -> throw new ArithmeticException("it is no number");
    };
  }

  private @Nullable Object decimal(@Nullable BigDecimal value) {
    if (value == null) {
      return null;
    }
    var decimal = (Types.DecimalType) type;
    var exact = value.setScale(decimal.scale(), RoundingMode.UNNECESSARY);
    if (exact.precision() > decimal.precision()) {
      throw new ArithmeticException("it has more digits");
    }
    return exact;
  }

  /** PostgreSQL's infinity arrives as the last day that Java knows. */
  private static @Nullable Temporal finite(@Nullable Temporal value) {
    if (value != null && Math.abs(value.get(ChronoField.YEAR)) > 290_000) {
      throw new ArithmeticException("it is infinity, or too far away");
    }
    return value;
  }

  private static @Nullable Object time(@Nullable LocalTime value) {
    if (value != null && !value.equals(value.truncatedTo(ChronoUnit.MICROS))) {
      throw new ArithmeticException("it is 24:00:00, or finer than a microsecond");
    }
    return value;
  }

  private static @Nullable Object binary(byte @Nullable [] value) {
    return value == null ? null : ByteBuffer.wrap(value);
  }

  private @Nullable Object text(@Nullable String value) {
    return value != null && vendor.startsWith("_") && !vendor.equals("_box")
        ? ArrayText.json(value, vendor)
        : value;
  }
}
