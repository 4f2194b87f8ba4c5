package dev.prunella.local.duckdb;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import org.apache.iceberg.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What rows a table has, in one number: equal content has an equal hash on every branch, in every
 * layout of files, and whatever the engine's version and threads.
 *
 * <p>Each row is written as canonical text ({@link RowText}), whose MD5 (RFC 1321), its 16 bytes
 * read as a number with the lowest first, is added up modulo 2^128, and to that the MD5 of the
 * columns' names and types. So the order of rows does not matter, and a row that is there twice
 * counts twice; an exclusive or would cancel it. It finds accidents, not forgers: who chooses rows
 * freely can make two sets of them collide.
 *
 * @param rows how many
 * @param sum 128 bits, not negative
 */
public record ContentHash(long rows, BigInteger sum) {
  private static final BigInteger MODULUS = BigInteger.ONE.shiftLeft(128);
  private static final BigInteger LOW_MASK = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);
  private static final String KNOWN = "prunella";

  public ContentHash {
    if (rows < 0 || sum.signum() < 0 || sum.bitLength() > 128) {
      throw new IllegalArgumentException(rows + " rows, sum " + sum);
    }
  }

  /** The content of a table that has these columns, and no rows. */
  public static ContentHash ofNoRows(Schema schema) {
    return new ContentHash(0, number(RowText.header(schema)));
  }

  /** The content of a planned read. */
  public static ContentHash of(Connection connection, Scan scan) {
    return of(connection, scan.sql(), scan.schema());
  }

  /**
   * The content of a query, in one scan of it.
   *
   * @param source what can stand in a FROM clause, such as {@link Scan#sql()}, with the columns of
   *     the schema
   * @throws DuckDbException if the query fails or a type cannot be read
   */
  public static ContentHash of(Connection connection, String source, Schema schema) {
    try (var statement = connection.createStatement()) {
      try (var known =
          statement.executeQuery(
              "SELECT CAST(md5_number(" + Sql.literal(KNOWN) + ") AS VARCHAR)")) {
        known.next();
        if (!known.getString(1).equals(number(KNOWN).toString())) {
          throw new DuckDbException(
              "this DuckDB reads an MD5 as another number than it should; contents cannot be"
                  + " hashed. Next: use the version of DuckDB that Prunella comes with.");
        }
      }
      // Halves, because DuckDB would add up 128-bit numbers as floats.
      var sql =
          """
          SELECT count(*), CAST(sum(CAST(h & %s AS UBIGINT)) AS VARCHAR),
                 CAST(sum(CAST(h >> 64 AS UBIGINT)) AS VARCHAR)
          FROM (SELECT md5_number(%s) AS h FROM %s)"""
              .formatted("CAST(" + LOW_MASK + " AS UHUGEINT)", RowText.sql(schema), source);
      try (var result = statement.executeQuery(sql)) {
        result.next();
        var low = half(result.getString(2));
        var high = half(result.getString(3));
        var sum = high.shiftLeft(64).add(low).add(number(RowText.header(schema)));
        return new ContentHash(result.getLong(1), sum.mod(MODULUS));
      }
    } catch (SQLException e) {
      throw new DuckDbException("the content cannot be hashed: " + e.getMessage(), e);
    }
  }

  /** The sum as 32 hexadecimal digits. */
  public String hex() {
    return String.format(Locale.ROOT, "%032x", sum);
  }

  /** Rows and sum, such as {@code 3:00c4...}. */
  @Override
  public String toString() {
    return rows + ":" + hex();
  }

  /** Absent when there are no rows. */
  private static BigInteger half(@Nullable String sum) {
    return sum == null ? BigInteger.ZERO : new BigInteger(sum);
  }

  /** The number of a text. */
  static BigInteger number(String text) {
    try {
      var digest = MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
      for (int i = 0; i < digest.length / 2; i++) {
        byte last = digest[digest.length - 1 - i];
        digest[digest.length - 1 - i] = digest[i];
        digest[i] = last;
      }
      return new BigInteger(1, digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK ships MD5", e);
    }
  }
}
