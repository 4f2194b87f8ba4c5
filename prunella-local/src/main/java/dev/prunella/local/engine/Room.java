package dev.prunella.local.engine;

import dev.prunella.local.duckdb.Manifests;
import dev.prunella.local.duckdb.Scan;
import dev.prunella.local.duckdb.ScanRequest;
import dev.prunella.local.duckdb.TableReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.StrictMetricsEvaluator;
import org.apache.iceberg.io.CloseableIterable;

/**
 * The files of a table that make room for new rows: some go as a whole, of others the rows that
 * stay are written again.
 */
record Room(List<DataFile> whole, List<DataFile> cut, Optional<Kept> kept)
    implements AutoCloseable {

  /** The rows of the cut files that stay. */
  record Kept(Scan scan, String condition) {
    String query() {
      return "SELECT * FROM " + scan.sql() + " AS t WHERE " + condition;
    }
  }

  static final Room NONE = new Room(List.of(), List.of(), Optional.empty());

  Room {
    whole = List.copyOf(whole);
    cut = List.copyOf(cut);
  }

  /** The whole of certain files. */
  static Room ofFiles(List<DataFile> files) {
    return new Room(files, List.of(), Optional.empty());
  }

  /** The rows of an interval. */
  static Room of(Connection connection, TableReader reader, Table table, IntervalRange range) {
    var filter = range.expression();
    var strict = new StrictMetricsEvaluator(table.schema(), filter);
    var whole = new ArrayList<DataFile>();
    var cut = new ArrayList<DataFile>();
    for (var task : plan(table, filter)) {
      boolean all = task.residual().op() == Expression.Operation.TRUE || strict.eval(task.file());
      (all ? whole : cut).add(task.file());
    }
    if (cut.isEmpty()) {
      return new Room(whole, cut, Optional.empty());
    }
    var scan =
        reader.scan(
            connection, table, ScanRequest.everything().where(filter).without(locations(whole)));
    return new Room(
        whole, cut, Optional.of(new Kept(scan, "NOT coalesce(" + range.sql() + ", false)")));
  }

  static List<FileScanTask> plan(Table table, Expression filter) {
    try (CloseableIterable<FileScanTask> tasks =
        Manifests.of(table.newScan().filter(filter).includeColumnStats()).planFiles()) {
      var found = new ArrayList<FileScanTask>();
      tasks.forEach(found::add);
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(table.name() + ": " + e.getMessage(), e);
    }
  }

  static Set<String> locations(List<DataFile> files) {
    return files.stream().map(DataFile::location).collect(Collectors.toSet());
  }

  List<DataFile> files() {
    var all = new ArrayList<>(whole);
    all.addAll(cut);
    return all;
  }

  @Override
  public void close() {
    kept.ifPresent(k -> k.scan().close());
  }
}
