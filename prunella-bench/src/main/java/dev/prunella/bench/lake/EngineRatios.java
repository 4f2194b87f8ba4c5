package dev.prunella.bench.lake;

import dev.prunella.bench.Report;
import dev.prunella.bench.Samples;
import dev.prunella.local.duckdb.ScanRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * The same aggregate over the same Parquet files, and the same rows written: through the lake, and
 * in bare DuckDB. In turn, so that both meet the same noise.
 */
final class EngineRatios {
  private static final String AGGREGATE =
      "SELECT country, sum(amount), avg(quantity), count(*) FROM %s GROUP BY country ORDER BY country";

  private EngineRatios() {}

  static Map<String, Object> report(
      BenchLake bench, String table, int writeDays, Path folder, int rounds) throws Exception {
    var out = new LinkedHashMap<String, Object>();
    out.put("aggregate", aggregate(bench, table, rounds));
    // Each round writes two million rows twice.
    out.put("write", write(bench, writeDays, folder, Math.max(3, rounds / 5)));
    return out;
  }

  private static Map<String, Object> aggregate(BenchLake bench, String name, int rounds)
      throws Exception {
    var lake = new Samples();
    var bare = new Samples();
    List<Path> files;
    List<List<Object>> expected;
    try (var lease = bench.pool.lease();
        var scan =
            bench.reader.scan(
                lease.connection(), bench.load("main", name), ScanRequest.everything())) {
      files = scan.files();
      expected = BenchLake.rows(lease.connection(), AGGREGATE.formatted(scan.sql()));
    }
    String direct =
        files.stream()
            .map(f -> "'" + f.toString().replace("'", "''") + "'")
            .collect(Collectors.joining(", ", "read_parquet([", "])"));
    try (var lease = bench.pool.lease()) {
      for (int i = 0; i <= rounds; i++) {
        var mine = i == 0 ? new Samples() : lake;
        var theirs = i == 0 ? new Samples() : bare;
        mine.time(() -> requireEqual(expected, throughTheLake(bench, name)));
        theirs.time(
            () ->
                requireEqual(
                    expected, BenchLake.rows(lease.connection(), AGGREGATE.formatted(direct))));
      }
    }
    return Report.ratio("lake", lake, "bare_duckdb", bare);
  }

  private static List<List<Object>> throughTheLake(BenchLake bench, String name)
      throws SQLException {
    var table = bench.load("main", name);
    try (var lease = bench.pool.lease();
        var scan = bench.reader.scan(lease.connection(), table, ScanRequest.everything())) {
      return BenchLake.rows(lease.connection(), AGGREGATE.formatted(scan.sql()));
    }
  }

  private static Map<String, Object> write(BenchLake bench, int days, Path folder, int rounds)
      throws Exception {
    var template = bench.load("main", "orders_1x");
    var lake = new Samples();
    var bare = new Samples();
    String query = union(days);
    Files.createDirectories(folder);
    for (int i = 0; i <= rounds; i++) {
      var id = TableIdentifier.of("sales", "written_" + i);
      var target = bench.catalogs.branch("main").createTable(id, template.schema());
      var file = folder.resolve("bare-" + i + ".parquet");
      var mine = i == 0 ? new Samples() : lake;
      var theirs = i == 0 ? new Samples() : bare;
      try (var lease = bench.pool.lease()) {
        mine.time(
            () -> {
              var append = target.newAppend();
              bench.writer.write(lease.connection(), target, query).forEach(append::appendFile);
              append.commit();
            });
      }
      try (var lease = bench.pool.lease()) {
        theirs.time(() -> bareCopy(lease.connection(), query, file));
      }
    }
    return Report.ratio("lake", lake, "bare_duckdb", bare);
  }

  private static void bareCopy(java.sql.Connection connection, String query, Path file)
      throws SQLException, IOException {
    try (var statement = connection.createStatement()) {
      statement.execute(
          "COPY ("
              + query
              + ") TO '"
              + file.toString().replace("'", "''")
              + "' (FORMAT parquet, COMPRESSION zstd)");
    }
    try (var channel =
        java.nio.channels.FileChannel.open(file, java.nio.file.StandardOpenOption.WRITE)) {
      channel.force(true); // the lake's files are synced as well
    }
  }

  private static String union(int days) {
    var parts = new StringBuilder(BenchLake.day(0));
    for (int day = 1; day < days; day++) {
      parts.append(" UNION ALL ").append(BenchLake.day(day));
    }
    return parts.toString();
  }

  private static void requireEqual(Object expected, Object actual) {
    if (!expected.equals(actual)) {
      throw new IllegalStateException("the lake and bare DuckDB give different answers");
    }
  }
}
