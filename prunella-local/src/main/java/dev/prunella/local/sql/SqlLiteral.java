package dev.prunella.local.sql;

import dev.prunella.local.duckdb.Sql;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** A value as SQL text that keeps its type wherever it stands. Immutable. */
public final class SqlLiteral {
  private static final DateTimeFormatter MICROSECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS");

  /** What both DuckDB and this format write without a sign or an era. */
  private static final int LAST_YEAR = 9999;

  private final String sql;

  private SqlLiteral(String sql) {
    this.sql = sql;
  }

  public static SqlLiteral of(LocalDate date) {
    checkYear(date.getYear());
    return cast(date.toString(), "DATE");
  }

  /** A timestamp without a zone; less than a microsecond is cut off. */
  public static SqlLiteral of(LocalDateTime time) {
    checkYear(time.getYear());
    return cast(MICROSECONDS.format(time), "TIMESTAMP");
  }

  /** A moment, TIMESTAMPTZ; less than a microsecond is cut off. */
  public static SqlLiteral of(Instant moment) {
    LocalDateTime utc = LocalDateTime.ofInstant(moment, ZoneOffset.UTC);
    checkYear(utc.getYear());
    return cast(MICROSECONDS.format(utc) + "+00", "TIMESTAMPTZ");
  }

  /** Reads what {@link #of(Instant)} writes as text, and nothing else. */
  static Optional<Instant> moment(String text) {
    if (!text.endsWith("+00")) {
      return Optional.empty();
    }
    try {
      var utc = LocalDateTime.parse(text.substring(0, text.length() - 3), MICROSECONDS);
      return Optional.of(utc.toInstant(ZoneOffset.UTC));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  static long micros(Instant moment) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, moment);
  }

  /**
   * Text.
   *
   * @throws IllegalArgumentException if it holds a NUL, which SQL text cannot
   */
  public static SqlLiteral of(String text) {
    if (text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("a text with a NUL character cannot stand in SQL");
    }
    return new SqlLiteral(Sql.literal(text));
  }

  public static SqlLiteral of(long number) {
    return cast(Long.toString(number), "BIGINT");
  }

  public static SqlLiteral of(BigDecimal number) {
    BigDecimal plain = number.scale() < 0 ? number.setScale(0) : number;
    int digits = Math.max(plain.precision(), plain.scale());
    return cast(plain.toPlainString(), "DECIMAL(" + digits + ", " + plain.scale() + ")");
  }

  public static SqlLiteral of(boolean truth) {
    return new SqlLiteral(truth ? "TRUE" : "FALSE");
  }

  public static SqlLiteral nothing() {
    return new SqlLiteral("NULL");
  }

  private static void checkYear(int year) {
    if (year < 1 || year > LAST_YEAR) {
      throw new IllegalArgumentException("year " + year + " is outside 1 to " + LAST_YEAR);
    }
  }

  /** A cast binds tighter than anything around it, which {@code -5::text} does not. */
  private static SqlLiteral cast(String value, String type) {
    return new SqlLiteral("CAST(" + Sql.literal(value) + " AS " + type + ")");
  }

  /** The SQL text. */
  @Override
  public String toString() {
    return sql;
  }
}
