package dev.prunella.local.transfer;

import dev.prunella.local.LocalLake;
import dev.prunella.local.duckdb.DuckDbException;
import dev.prunella.local.duckdb.DuckDbTypes;
import dev.prunella.local.duckdb.QueryWatch;
import dev.prunella.local.duckdb.ScanRequest;
import dev.prunella.local.duckdb.Sql;
import dev.prunella.local.iceberg.LakeCatalog;
import dev.prunella.local.transfer.ImportRequest.Mode;
import dev.prunella.local.transfer.TransferException.Reason;
import dev.prunella.refs.LakeException;
import dev.prunella.refs.Problem;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.OverwriteFiles;
import org.apache.iceberg.RowDelta;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Types.NestedField;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a file into a table in one commit: all of it or nothing. Files that were written when
 * something goes wrong are removed, or left for garbage collection, and never seen.
 */
public final class TableImport {
  private static final Logger LOG = LoggerFactory.getLogger(TableImport.class);
  private static final int MOST_TRIES = 10;

  private final LocalLake lake;
  private final ImportRequest request;
  private final TableIdentifier name;

  public TableImport(LocalLake lake, ImportRequest request) {
    this.lake = lake;
    this.request = request;
    this.name = TableIdentifier.of(request.table().path().toArray(String[]::new));
  }

  /**
   * Does it.
   *
   * @param watch is handed what can be asked for progress and can interrupt, before reading begins
   * @throws TransferException when the file or the request does not fit; nothing was changed
   */
  public Imported run(Consumer<QueryWatch> watch) {
    var scratch = lake.config().scratch();
    var catalog =
        lake.catalogs().branch(request.branch(), request.author(), Optional.of(request.why()));
    try (var source = SourceFile.open(request.file(), request.format(), scratch, request.sample());
        var lease = lake.leases().hold(request.why());
        var duck = lake.duckDb().lease()) {
      var query = QueryWatch.over(duck.connection());
      watch.accept(query);
      var existing = existing(catalog);
      return existing.isEmpty()
          ? create(catalog, query.connection(), source, lease::requireHeld)
          : change(existing.get(), catalog, query.connection(), source, lease::requireHeld);
    } catch (SQLException e) {
      throw new DuckDbException("the import cannot begin: " + e.getMessage(), e);
    }
  }

  private Optional<Table> existing(LakeCatalog catalog) {
    boolean there = catalog.tableExists(name);
    if (there && request.mode() == Mode.CREATE) {
      throw new TransferException(
          Reason.EXISTS,
          "there is already a table " + request.table() + " on '" + request.branch() + "'",
          "--append adds the rows, --replace puts them in place of the old ones");
    }
    if (!there && request.mode() != Mode.CREATE) {
      throw new TransferException(
          Reason.BAD_REQUEST,
          "there is no table " + request.table() + " on '" + request.branch() + "' yet",
          "leave out --"
              + (request.mode() == Mode.APPEND ? "append" : "replace")
              + " to create it");
    }
    return there ? Optional.of(catalog.loadTable(name)) : Optional.empty();
  }

  // ---- a new table

  private Imported create(
      LakeCatalog catalog, Connection connection, SourceFile file, Runnable beforeCommit) {
    var found = file.schema(connection);
    var source = file.typed(file.named(found, request.columns()));
    var inferred = request.columns().isEmpty() ? found : source.schema(connection);
    var schema = withKey(inferred, source);
    requireKey(connection, source.sql(), keyOf(schema), source);
    var spec = Partitioning.of(schema, request.partitionBy());
    Transaction transaction =
        catalog.buildTable(name, schema).withPartitionSpec(spec).createTransaction();
    var files = write(connection, transaction.table(), source);
    beforeCommit.run();
    makeNamespace();
    append(transaction.newAppend(), files).commit();
    transaction.commitTransaction();
    return imported(catalog, files, schema);
  }

  private Schema withKey(Schema schema, SourceFile source) {
    if (request.key().isEmpty()) {
      return schema;
    }
    var ids = new HashSet<Integer>();
    var names = request.key().stream().map(k -> source.requireColumn(schema, k)).toList();
    var columns = new ArrayList<NestedField>();
    for (var column : schema.columns()) {
      boolean inKey = names.contains(column.name());
      if (inKey) {
        ids.add(column.fieldId());
      }
      columns.add(inKey ? column.asRequired() : column);
    }
    try {
      return new Schema(columns, ids);
    } catch (IllegalArgumentException e) {
      throw new TransferException(
          Reason.BAD_REQUEST,
          "(" + String.join(", ", names) + ") cannot be a key: " + e.getMessage(),
          "a key is made of whole numbers, text, dates or times",
          e);
    }
  }

  /** Through a catalog of its own, because its commits have another reason than ours. */
  private void makeNamespace() {
    var catalog = lake.catalogs().branch(request.branch(), request.author());
    for (int depth = 1; depth <= request.table().parent().size(); depth++) {
      var levels = request.table().parent().subList(0, depth);
      var namespace = Namespace.of(levels.toArray(String[]::new));
      if (!catalog.namespaceExists(namespace)) {
        catalog.createNamespace(namespace, Map.of());
      }
    }
  }

  // ---- a table that is there

  private Imported change(
      Table table,
      LakeCatalog catalog,
      Connection connection,
      SourceFile file,
      Runnable beforeCommit) {
    if (!request.key().isEmpty() || !request.partitionBy().isEmpty()) {
      throw new TransferException(
          Reason.BAD_REQUEST,
          "a table that is there keeps its key and its partitions",
          "leave out --key and --partition-by");
    }
    var found = file.schema(connection);
    requireFits(table, found);
    var types = new LinkedHashMap<String, String>();
    for (var column : found.columns()) {
      var target = table.schema().caseInsensitiveFindField(column.name());
      if (target != null && target.type().isPrimitiveType()) {
        types.put(column.name(), DuckDbTypes.of(target.type()));
      }
    }
    types.putAll(file.named(found, request.columns()));
    var source = file.typed(types);
    var key = keyOf(table.schema());
    requireKey(connection, withExisting(connection, table, source), key, source);
    var checked = snapshotOf(table);
    var files = write(connection, table, source);
    beforeCommit.run();
    for (int tries = 1; !committed(table, key, checked, files); tries++) {
      if (request.mode() == Mode.REPLACE || tries == MOST_TRIES) {
        throw new LakeException(
            Problem.CONFLICT,
            "somebody else changed "
                + request.table()
                + " while "
                + request.file().getFileName()
                + " was being read; nothing was changed");
      }
      // What came meanwhile may hold the same keys.
      table.refresh();
      checked = snapshotOf(table);
      requireKey(connection, withExisting(connection, table, source), key, source);
    }
    return imported(catalog, files, table.schema());
  }

  private static Optional<Long> snapshotOf(Table table) {
    return Optional.ofNullable(table.currentSnapshot()).map(Snapshot::snapshotId);
  }

  /** Whether it was committed; not when the table has other rows than were checked. */
  private boolean committed(
      Table table, List<String> key, Optional<Long> checked, List<DataFile> files) {
    try {
      if (request.mode() == Mode.REPLACE) {
        replace(table.newOverwrite(), checked, files).commit();
      } else if (key.isEmpty()) {
        append(table.newAppend(), files).commit();
      } else {
        appendChecked(table.newRowDelta(), checked, files).commit();
      }
      return true;
    } catch (ValidationException e) {
      LOG.debug("{} was changed meanwhile", request.table(), e);
      return false;
    }
  }

  private void requireFits(Table table, Schema found) {
    var known = table.schema().columns().stream().map(NestedField::name).toList();
    var problems = new ArrayList<String>();
    for (var column : found.columns()) {
      if (known.stream().noneMatch(column.name()::equalsIgnoreCase)) {
        problems.add("the table has no column '" + column.name() + "'");
      }
    }
    for (var column : table.schema().columns()) {
      boolean given =
          found.columns().stream().anyMatch(c -> c.name().equalsIgnoreCase(column.name()));
      if (column.isRequired() && column.writeDefault() == null && !given) {
        problems.add("the file lacks the required column '" + column.name() + "'");
      }
    }
    if (!problems.isEmpty()) {
      throw new TransferException(
          Reason.BAD_FILE,
          request.file().getFileName()
              + " does not fit "
              + request.table()
              + ": "
              + String.join("; ", problems)
              + ". Nothing was changed",
          "the table has the columns " + String.join(", ", known));
    }
  }

  /** Keys of the new rows, and of the old ones where these stay. */
  private String withExisting(Connection connection, Table table, SourceFile source) {
    var key = keyOf(table.schema());
    if (request.mode() == Mode.REPLACE || key.isEmpty() || table.currentSnapshot() == null) {
      return source.sql();
    }
    var columns = key.stream().map(Sql::identifier).collect(Collectors.joining(", "));
    // Stays open as long as its connection is leased: the check below reads through it.
    var scan = lake.reader().scan(connection, table, ScanRequest.everything().select(key));
    return "(SELECT "
        + columns
        + " FROM "
        + source.sql()
        + " UNION ALL SELECT "
        + columns
        + " FROM "
        + scan.sql()
        + ")";
  }

  // ---- both

  private static List<String> keyOf(Schema schema) {
    return schema.identifierFieldNames().stream()
        .filter(n -> schema.asStruct().field(n) != null)
        .sorted()
        .toList();
  }

  private void requireKey(Connection connection, String rows, List<String> key, SourceFile source) {
    if (key.isEmpty()) {
      return;
    }
    var columns = key.stream().map(Sql::identifier).collect(Collectors.joining(", "));
    var empty =
        key.stream().map(k -> Sql.identifier(k) + " IS NULL").collect(Collectors.joining(" OR "));
    var shown =
        key.stream()
            .map(k -> "CAST(" + Sql.identifier(k) + " AS VARCHAR)")
            .collect(Collectors.joining(", "));
    try (var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                "SELECT concat_ws(', ', "
                    + shown
                    + "), count(*), "
                    + empty
                    + " FROM "
                    + rows
                    + " GROUP BY "
                    + columns
                    + " HAVING count(*) > 1 OR "
                    + empty
                    + " ORDER BY "
                    + columns
                    + " LIMIT 1")) {
      if (row.next()) {
        var what =
            row.getBoolean(3)
                ? "a row has no value there"
                : "(" + row.getString(1) + ") occurs " + row.getLong(2) + " times";
        throw new TransferException(
            Reason.BAD_FILE,
            "the key ("
                + String.join(", ", key)
                + ") must be filled and unique: "
                + what
                + ". Nothing was changed",
            "correct the file");
      }
    } catch (SQLException e) {
      throw FileErrors.of(source.file(), e);
    }
  }

  private List<DataFile> write(Connection connection, Table table, SourceFile source) {
    try {
      return lake.writer().write(connection, table, "SELECT * FROM " + source.sql());
    } catch (DuckDbException e) {
      throw FileErrors.isAbout(e) ? FileErrors.of(source.file(), e) : e;
    }
  }

  /** Of the rows that were there, and of no others: what came meanwhile is a conflict. */
  private static OverwriteFiles replace(
      OverwriteFiles overwrite, Optional<Long> checked, List<DataFile> files) {
    overwrite
        .overwriteByRowFilter(Expressions.alwaysTrue())
        .conflictDetectionFilter(Expressions.alwaysTrue())
        .validateNoConflictingData()
        .validateNoConflictingDeletes();
    checked.ifPresent(overwrite::validateFromSnapshot);
    files.forEach(overwrite::addFile);
    return overwrite;
  }

  /** The key was checked against one snapshot: rows that came later might hold the same key. */
  private static RowDelta appendChecked(
      RowDelta append, Optional<Long> checked, List<DataFile> files) {
    append.conflictDetectionFilter(Expressions.alwaysTrue()).validateNoConflictingDataFiles();
    checked.ifPresent(append::validateFromSnapshot);
    files.forEach(append::addRows);
    return append;
  }

  private static AppendFiles append(AppendFiles append, List<DataFile> files) {
    files.forEach(append::appendFile);
    return append;
  }

  private static Imported imported(LakeCatalog catalog, List<DataFile> files, Schema schema) {
    return new Imported(
        catalog.head(),
        files.stream().mapToLong(DataFile::recordCount).sum(),
        files.size(),
        files.stream().mapToLong(DataFile::fileSizeInBytes).sum(),
        schema);
  }
}
