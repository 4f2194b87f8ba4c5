package dev.prunella.local.attest;

import dev.prunella.local.LocalLake;
import dev.prunella.local.duckdb.ContentHash;
import dev.prunella.local.duckdb.Scan;
import dev.prunella.local.duckdb.ScanRequest;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;

/**
 * How the rows of two tables differ.
 *
 * @param rows of the first
 * @param otherRows of the second
 * @param columns whose values are others, taken by themselves, or that only one has; none where
 *     only their combinations are
 */
public record ContentDifference(long rows, long otherRows, List<String> columns) {
  public ContentDifference {
    columns = List.copyOf(columns);
  }

  /** Empty when the rows are equal, whatever their order and files. */
  public static Optional<ContentDifference> between(LocalLake lake, Table one, Table other) {
    try (var lease = lake.duckDb().lease()) {
      var connection = lease.connection();
      try (var a = lake.reader().scan(connection, one, ScanRequest.everything());
          var b = lake.reader().scan(connection, other, ScanRequest.everything())) {
        var left = ContentHash.of(connection, a);
        var right = ContentHash.of(connection, b);
        return left.equals(right)
            ? Optional.empty()
            : Optional.of(
                new ContentDifference(left.rows(), right.rows(), columns(connection, a, b)));
      }
    }
  }

  private static List<String> columns(Connection connection, Scan one, Scan other) {
    var left = hashes(connection, one);
    var right = hashes(connection, other);
    var differing = new ArrayList<String>();
    left.forEach(
        (column, hash) -> {
          if (!hash.equals(right.remove(column))) {
            differing.add(column);
          }
        });
    differing.addAll(right.keySet());
    return differing;
  }

  private static TreeMap<String, ContentHash> hashes(Connection connection, Scan scan) {
    var hashes = new TreeMap<String, ContentHash>();
    for (var column : scan.schema().columns()) {
      hashes.put(
          column.name(), ContentHash.of(connection, scan.sql(), new Schema(List.of(column))));
    }
    return hashes;
  }
}
