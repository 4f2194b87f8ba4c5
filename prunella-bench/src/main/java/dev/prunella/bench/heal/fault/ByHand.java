package dev.prunella.bench.heal.fault;

import dev.prunella.bench.TemporaryFolder;
import dev.prunella.local.LocalLake;
import dev.prunella.local.duckdb.ScanRequest;
import dev.prunella.local.duckdb.Sql;
import dev.prunella.local.transfer.FileFormat;
import dev.prunella.local.transfer.ImportRequest;
import dev.prunella.local.transfer.TableImport;
import dev.prunella.local.transfer.TransferException;
import dev.prunella.refs.EntryKey;
import dev.prunella.refs.Ref;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Changes rows of a table on main directly, as no run would. */
public final class ByHand {
  private ByHand() {}

  /**
   * Puts other rows in place of a table's.
   *
   * @param author whose commit it is
   * @param query makes of a relation with all rows a query of those that are to be there
   */
  public static void replace(
      LocalLake lake, String table, String author, UnaryOperator<String> query) {
    write(lake, table, ImportRequest.Mode.REPLACE, table, author, query);
  }

  /**
   * Makes a table of another's rows.
   *
   * @param from the other
   */
  public static void create(
      LocalLake lake, String table, String from, String author, UnaryOperator<String> query) {
    write(lake, table, ImportRequest.Mode.CREATE, from, author, query);
  }

  private static void write(
      LocalLake lake,
      String table,
      ImportRequest.Mode mode,
      String from,
      String author,
      UnaryOperator<String> query) {
    try (var folder = TemporaryFolder.in(Optional.empty())) {
      var file = folder.path().resolve("changed.parquet");
      query(lake, from, folder.path().resolve("whole.parquet"), file, query);
      new TableImport(
              lake,
              new ImportRequest(
                  file,
                  FileFormat.PARQUET,
                  EntryKey.relation(table),
                  Ref.MAIN,
                  mode,
                  Map.of(),
                  List.of(),
                  List.of(),
                  0,
                  author,
                  "by hand"))
          .run(_ -> {});
    } catch (TransferException e) {
      throw new Kind.Unplayable(table + " does not take them: " + e.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException("rows of " + table + " cannot be changed", e);
    }
  }

  private static void query(
      LocalLake lake, String table, Path whole, Path changed, UnaryOperator<String> query) {
    var head = lake.lake().head(Ref.MAIN);
    var loaded = lake.table(head, EntryKey.relation(table)).orElseThrow();
    try (var lease = lake.duckDb().lease();
        var scan = lake.reader().scan(lease.connection(), loaded, ScanRequest.everything());
        var statement = lease.connection().createStatement()) {
      statement.execute(
          "COPY (" + scan.sql() + ") TO " + Sql.literal(whole.toString()) + " (FORMAT parquet)");
      var rows = "read_parquet(" + Sql.literal(whole.toString()) + ")";
      statement.execute(
          "COPY ("
              + query.apply(rows)
              + ") TO "
              + Sql.literal(changed.toString())
              + " (FORMAT parquet)");
    } catch (SQLException e) {
      throw new IllegalStateException("the rows of " + table + " cannot be changed", e);
    }
  }
}
