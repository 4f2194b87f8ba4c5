package dev.prunella.local.duckdb;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.UUID;
import org.apache.iceberg.util.BucketUtil;
import org.duckdb.DuckDBColumnType;
import org.duckdb.DuckDBDataChunkReader;
import org.duckdb.DuckDBFunctions;
import org.duckdb.DuckDBReadableVector;
import org.duckdb.DuckDBWritableVector;

/** Iceberg's own bucket hash as DuckDB functions, so that both can never differ. */
final class PartitionFunctions {
  static final String HASH_LONG = "prunella_hash_long";
  static final String HASH_TEXT = "prunella_hash_text";
  static final String HASH_HEX = "prunella_hash_hex";
  static final String HASH_UUID = "prunella_hash_uuid";
  static final String HASH_DECIMAL = "prunella_hash_decimal";

  private PartitionFunctions() {}

  private interface Hash {
    int of(DuckDBReadableVector values, long row);
  }

  /** Adds the functions to an instance once; they live as long as it does. */
  static void register(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                "SELECT count(*) FROM duckdb_functions() WHERE function_name = "
                    + Sql.literal(HASH_DECIMAL))) {
      row.next();
      if (row.getInt(1) > 0) {
        return;
      }
    }
    add(connection, HASH_LONG, DuckDBColumnType.BIGINT, (v, i) -> BucketUtil.hash(v.getLong(i)));
    add(connection, HASH_TEXT, DuckDBColumnType.VARCHAR, (v, i) -> BucketUtil.hash(v.getString(i)));
    add(
        connection,
        HASH_HEX,
        DuckDBColumnType.VARCHAR,
        (v, i) -> BucketUtil.hash(ByteBuffer.wrap(HexFormat.of().parseHex(v.getString(i)))));
    add(
        connection,
        HASH_UUID,
        DuckDBColumnType.VARCHAR,
        (v, i) -> BucketUtil.hash(UUID.fromString(v.getString(i))));
    add(
        connection,
        HASH_DECIMAL,
        DuckDBColumnType.VARCHAR,
        (v, i) -> BucketUtil.hash(new BigDecimal(v.getString(i))));
  }

  private static void add(Connection connection, String name, DuckDBColumnType type, Hash hash)
      throws SQLException {
    try (var function = DuckDBFunctions.scalarFunction()) {
      function
          .withName(name)
          .withParameter(type)
          .withReturnType(DuckDBColumnType.INTEGER)
          .withVectorizedFunction((rows, result) -> apply(rows, result, hash))
          .register(connection);
    }
  }

  private static void apply(DuckDBDataChunkReader rows, DuckDBWritableVector result, Hash hash) {
    DuckDBReadableVector values = rows.vector(0);
    for (long row = 0; row < rows.rowCount(); row++) {
      if (values.isNull(row)) {
        result.setNull(row);
      } else {
        result.setInt(row, hash.of(values, row));
      }
    }
  }
}
