package dev.prunella.local.transfer;

import dev.prunella.local.LocalLake;
import dev.prunella.local.duckdb.DuckDbException;
import dev.prunella.local.duckdb.QueryWatch;
import dev.prunella.local.duckdb.ScanRequest;
import dev.prunella.local.duckdb.Sql;
import dev.prunella.local.transfer.TransferException.Reason;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.iceberg.Table;

/** Writes a table's rows to one file, which appears when it is whole. */
public final class TableExport {
  private final LocalLake lake;
  private final Table table;

  public TableExport(LocalLake lake, Table table) {
    this.lake = lake;
    this.table = table;
  }

  /** What was written. */
  public record Exported(long rows, long bytes) {}

  /**
   * Does it.
   *
   * @param replace whether a file that is there may be replaced
   */
  public Exported run(Path file, FileFormat format, boolean replace, Consumer<QueryWatch> watch)
      throws IOException {
    var target = file.toAbsolutePath();
    if (Files.exists(target) && !replace) {
      throw new TransferException(
          Reason.EXISTS, "there is already a file " + file, "--force replaces it");
    }
    if (Files.isDirectory(target)) {
      throw new TransferException(Reason.BAD_REQUEST, file + " is a folder", "name a file");
    }
    var folder = Optional.ofNullable(target.getParent()).orElse(target);
    if (!Files.isDirectory(folder)) {
      throw new TransferException(Reason.NO_SUCH_FILE, "there is no folder " + folder, "make it");
    }
    // Beside the target, so that taking its name is one step.
    var part = folder.resolve(".export-" + UUID.randomUUID() + ".part");
    try {
      long rows = copy(part, format, compression(file), watch);
      long bytes = Files.size(part);
      move(part, target);
      return new Exported(rows, bytes);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private long copy(Path part, FileFormat format, String compression, Consumer<QueryWatch> watch) {
    try (var lease = lake.duckDb().lease()) {
      var query = QueryWatch.over(lease.connection());
      watch.accept(query);
      return copy(query.connection(), part, format, compression);
    } catch (SQLException e) {
      throw new DuckDbException(table.name() + " cannot be exported: " + e.getMessage(), e);
    }
  }

  private long copy(Connection connection, Path part, FileFormat format, String compression)
      throws SQLException {
    try (var scan = lake.reader().scan(connection, table, ScanRequest.everything());
        var statement = connection.createStatement()) {
      return statement.executeUpdate(
          "COPY (SELECT * FROM "
              + scan.sql()
              + ") TO "
              + Sql.literal(part.toString())
              + " ("
              + options(format, compression)
              + ")");
    }
  }

  private static String options(FileFormat format, String compression) {
    return switch (format) {
      case CSV -> "FORMAT csv, HEADER true" + compression;
      case JSON -> "FORMAT json" + compression;
      case PARQUET -> "FORMAT parquet, COMPRESSION zstd";
    };
  }

  private static String compression(Path file) {
    var name = file.toString().toLowerCase(Locale.ROOT);
    return name.endsWith(".gz")
        ? ", COMPRESSION gzip"
        : name.endsWith(".zst") ? ", COMPRESSION zstd" : "";
  }

  private static void move(Path part, Path target) throws IOException {
    try {
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
