package dev.prunella.bench.run;

import dev.prunella.local.duckdb.DuckDbPool;
import dev.prunella.local.duckdb.PoolLimits;
import dev.prunella.local.duckdb.Sql;
import dev.prunella.local.sql.SqlLiteral;
import dev.prunella.pipeline.DataInterval;
import dev.prunella.pipeline.Source;
import dev.prunella.pipeline.Step;
import dev.prunella.refs.TableName;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The same steps as somebody would write them by hand: one DuckDB with all threads, one {@code
 * COPY} a step from views over Parquet files into a new Parquet file, each file and its folder
 * synced. No branch, no snapshot, no journal, no copy of the raw bytes.
 */
final class BareDuckDb implements AutoCloseable {
  private final DuckDbPool pool;
  private final DuckDbPool.Lease lease;
  private final Path folder;

  BareDuckDb(Path folder, PoolLimits limits) throws IOException, SQLException {
    this.folder = Files.createDirectories(folder);
    Files.createDirectories(limits.tempFolder()); // DuckDB makes only the last folder of a path
    this.pool = new DuckDbPool(limits);
    this.lease = pool.lease();
    try (var statement = connection().createStatement()) {
      statement.execute("SET SESSION TimeZone = 'Europe/London'");
    }
  }

  Connection connection() {
    return lease.connection();
  }

  /** What each step took. */
  Map<TableName, Duration> run(List<Step> steps, DataInterval interval, Path landing)
      throws SQLException, IOException {
    var took = new LinkedHashMap<TableName, Duration>();
    for (var step : steps) {
      long start = System.nanoTime();
      var file = file(step.table());
      try (var statement = connection().createStatement()) {
        statement.execute(
            "COPY ("
                + sql(step, interval, landing)
                + "\n) TO "
                + Sql.literal(file.toString())
                + " (FORMAT parquet, COMPRESSION zstd)");
        sync(file, StandardOpenOption.WRITE);
        sync(folder, StandardOpenOption.READ);
        statement.execute(
            "CREATE VIEW "
                + Sql.qualified(step.table().parts())
                + " AS SELECT * FROM read_parquet("
                + Sql.literal(file.toString())
                + ")");
      }
      took.put(step.table(), Duration.ofNanos(System.nanoTime() - start));
    }
    return took;
  }

  Path file(TableName table) {
    return folder.resolve(table + ".parquet");
  }

  private static String sql(Step step, DataInterval interval, Path landing) {
    return switch (step.work()) {
      case Step.Work.Sql(var text) ->
          text.replace("$interval_start", SqlLiteral.of(interval.start()).toString())
              .replace("$interval_end", SqlLiteral.of(interval.end()).toString());
      case Step.Work.Load(var source) -> load(source, interval, landing);
      case Step.Work.Python _, Step.Work.Command _ ->
          throw new IllegalStateException(step.table() + " is no SQL");
    };
  }

  /** The declared columns, and the two that say where a row comes from. */
  private static String load(Source.Declared source, DataInterval interval, Path landing) {
    return source.columns().stream()
        .map(column -> Sql.identifier(column.name()))
        .collect(
            Collectors.joining(
                ", ",
                "SELECT ",
                ", "
                    + SqlLiteral.of(interval.start())
                    + " AS \"_interval\", 'by hand' AS \"_batch\" FROM read_parquet("
                    + Sql.literal(landing.toString())
                    + ")"));
  }

  private static void sync(Path path, StandardOpenOption option) throws IOException {
    try (var channel = FileChannel.open(path, option)) {
      channel.force(true);
    }
  }

  @Override
  public void close() {
    lease.close();
    pool.close();
  }
}
