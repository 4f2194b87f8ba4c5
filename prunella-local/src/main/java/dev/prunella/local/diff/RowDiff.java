package dev.prunella.local.diff;

import dev.prunella.local.diff.RowChange.Kind;
import dev.prunella.local.duckdb.DuckDbException;
import dev.prunella.local.duckdb.DuckDbTypes;
import dev.prunella.local.duckdb.Scan;
import dev.prunella.local.duckdb.ScanRequest;
import dev.prunella.local.duckdb.Sql;
import dev.prunella.local.duckdb.TableReader;
import dev.prunella.refs.DidYouMean;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;

/**
 * Compares the rows of two states of one table in DuckDB, reading only files that the two do not
 * share.
 *
 * <p>With a key (the table's identifier fields, or columns that the caller names) a row is added,
 * removed or changed; without one, or where the key is not unique after all, rows are compared as a
 * bag: how often each occurs more or less.
 */
public final class RowDiff {

  /**
   * How two states compare.
   *
   * @param key the columns by which rows were matched; empty for a bag
   * @param note why the key was not used, where it was not
   * @param filesRead data files that had to be read on both sides together
   */
  public record Summary(
      List<String> key,
      Optional<String> note,
      long added,
      long removed,
      long changed,
      long filesRead) {
    public Summary {
      key = List.copyOf(key);
    }
  }

  private final Connection connection;
  private final TableReader reader;
  private final Optional<Table> before;
  private final Optional<Table> after;
  private final Schema schema;
  private final FileChanges files;

  /** At least one of the two states must be there. */
  public RowDiff(
      Connection connection, TableReader reader, Optional<Table> before, Optional<Table> after) {
    this.connection = connection;
    this.reader = reader;
    this.before = before;
    this.after = after;
    this.schema = after.or(() -> before).orElseThrow().schema();
    this.files = FileChanges.between(before, after);
  }

  /**
   * Counts the rows that differ, and hands the first of them to the consumer.
   *
   * @param key column names; empty for the table's identifier fields
   * @param limit most rows that are handed over
   */
  public Summary compare(List<String> key, int limit, Consumer<RowChange> rows) {
    var columns = key.isEmpty() ? identifier() : require(key);
    if (files.isEmpty()) {
      return new Summary(columns, Optional.empty(), 0, 0, 0, 0);
    }
    try (var old = side(before, "before");
        var young = side(after, "after")) {
      if (columns.isEmpty()) {
        return bag(old, young, limit, rows, Optional.of("the table has no key"));
      }
      var repeated = repeated(columns, old).or(() -> repeated(columns, young));
      return repeated.isPresent()
          ? bag(old, young, limit, rows, repeated)
          : byKey(columns, old, young, limit, rows);
    } catch (SQLException e) {
      throw new DuckDbException("the rows cannot be compared: " + e.getMessage(), e);
    }
  }

  private List<String> identifier() {
    var names = List.copyOf(schema.identifierFieldNames());
    boolean allAtTop = names.stream().allMatch(n -> schema.asStruct().field(n) != null);
    return allAtTop ? names.stream().sorted().toList() : List.of();
  }

  private List<String> require(List<String> key) {
    var known = schema.columns().stream().map(NestedField::name).toList();
    for (var name : key) {
      if (!known.contains(name)) {
        throw new DuckDbException(
            "there is no column '"
                + name
                + "'"
                + DidYouMean.among(known, name)
                    .map(near -> "; did you mean '" + near + "'?")
                    .orElse("; there are " + String.join(", ", known))
                + " Next: name key columns of the table.");
      }
    }
    return key;
  }

  /** One state's changed rows as SQL whose columns are c0, c1 ... in the order of the schema. */
  private Side side(Optional<Table> table, String when) {
    if (table.isEmpty() || table.get().currentSnapshot() == null) {
      return new Side(when, Optional.empty(), select(Optional.empty()) + " WHERE false");
    }
    var request = ScanRequest.everything().without(files.same());
    var scan = reader.scan(connection, table.get(), request);
    var sql = select(Optional.of(table.get().schema())) + " FROM " + scan.sql();
    return new Side(when, Optional.of(scan), sql);
  }

  private record Side(String when, Optional<Scan> scan, String sql) implements AutoCloseable {
    @Override
    public void close() {
      scan.ifPresent(Scan::close);
    }
  }

  private String select(Optional<Schema> own) {
    var columns = schema.columns();
    return IntStream.range(0, columns.size())
        .mapToObj(i -> column(columns.get(i), own) + " AS c" + i)
        .collect(Collectors.joining(", ", "SELECT ", ""));
  }

  /** A column under the type it has in the younger schema, found by its field id. */
  static String column(NestedField wanted, Optional<Schema> own) {
    var field = own.map(s -> s.asStruct().field(wanted.fieldId()));
    if (wanted.type().isNestedType()) {
      // As JSON, so that the nested columns of two schemas can be compared.
      return field
          .map(f -> "CAST(to_json(" + Sql.identifier(f.name()) + ") AS VARCHAR)")
          .orElse("CAST(NULL AS VARCHAR)");
    }
    var type = DuckDbTypes.of(wanted.type());
    return "CAST(" + field.map(f -> Sql.identifier(f.name())).orElse("NULL") + " AS " + type + ")";
  }

  private int index(String column) {
    return schema.columns().stream().map(NestedField::name).toList().indexOf(column);
  }

  private Optional<String> repeated(List<String> key, Side side) {
    var columns = key.stream().map(k -> "c" + index(k)).collect(Collectors.joining(", "));
    var sql =
        "SELECT 1 FROM (" + side.sql() + ") GROUP BY " + columns + " HAVING count(*) > 1 LIMIT 1";
    try (var statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      return row.next()
          ? Optional.of(
              "several rows have the same key (" + String.join(", ", key) + ") " + side.when())
          : Optional.empty();
    } catch (SQLException e) {
      throw new DuckDbException("the rows cannot be compared: " + e.getMessage(), e);
    }
  }

  private Summary byKey(List<String> key, Side old, Side young, int limit, Consumer<RowChange> rows)
      throws SQLException {
    int n = schema.columns().size();
    var keys = key.stream().map(this::index).toList();
    var on =
        keys.stream()
            .map(i -> "o.c" + i + " IS NOT DISTINCT FROM y.c" + i)
            .collect(Collectors.joining(" AND "));
    var differs =
        IntStream.range(0, n)
            .filter(i -> !keys.contains(i))
            .mapToObj(i -> "o.c" + i + " IS DISTINCT FROM y.c" + i)
            .collect(Collectors.joining(" OR "));
    var where = "o.here IS NULL OR y.here IS NULL" + (differs.isEmpty() ? "" : " OR " + differs);
    var joined =
        " FROM (SELECT *, true AS here FROM ("
            + old.sql()
            + ")) o FULL OUTER JOIN (SELECT *, true AS here FROM ("
            + young.sql()
            + ")) y ON "
            + on
            + " WHERE "
            + where;
    long added;
    long removed;
    long changed;
    try (var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                "SELECT count(*) FILTER (o.here IS NULL), count(*) FILTER (y.here IS NULL),"
                    + " count(*) FILTER (o.here AND y.here)"
                    + joined)) {
      row.next();
      added = row.getLong(1);
      removed = row.getLong(2);
      changed = row.getLong(3);
    }
    if (limit > 0 && added + removed + changed > 0) {
      var order =
          keys.stream()
              .map(i -> "coalesce(y.c" + i + ", o.c" + i + ")")
              .collect(Collectors.joining(", "));
      var sql =
          "SELECT o.here, y.here, "
              + shown("o.")
              + ", "
              + shown("y.")
              + joined
              + " ORDER BY "
              + order
              + " LIMIT "
              + limit;
      try (var statement = connection.createStatement();
          var row = statement.executeQuery(sql)) {
        while (row.next()) {
          boolean was = row.getBoolean(1);
          boolean is = row.getBoolean(2);
          var kind = !was ? Kind.ADDED : !is ? Kind.REMOVED : Kind.CHANGED;
          Map<String, @Nullable Object> rowBefore = was ? values(row, 3) : none();
          Map<String, @Nullable Object> rowAfter = is ? values(row, 3 + n) : none();
          rows.accept(new RowChange(kind, 1, rowBefore, rowAfter));
        }
      }
    }
    return new Summary(key, Optional.empty(), added, removed, changed, filesRead());
  }

  private Summary bag(
      Side old, Side young, int limit, Consumer<RowChange> rows, Optional<String> note)
      throws SQLException {
    int n = schema.columns().size();
    var columns = IntStream.range(0, n).mapToObj(i -> "c" + i).collect(Collectors.joining(", "));
    var summed =
        " FROM (SELECT "
            + columns
            + ", sum(n) AS n FROM (SELECT *, -1 AS n FROM ("
            + old.sql()
            + ") UNION ALL SELECT *, 1 AS n FROM ("
            + young.sql()
            + ")) GROUP BY "
            + columns
            + " HAVING sum(n) <> 0) d";
    long added;
    long removed;
    try (var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                "SELECT coalesce(sum(n) FILTER (n > 0), 0), coalesce(-sum(n) FILTER (n < 0), 0)"
                    + summed)) {
      row.next();
      added = row.getLong(1);
      removed = row.getLong(2);
    }
    if (limit > 0 && added + removed > 0) {
      var sql = "SELECT n, " + shown("d.") + summed + " ORDER BY " + columns + ", n LIMIT " + limit;
      try (var statement = connection.createStatement();
          var row = statement.executeQuery(sql)) {
        while (row.next()) {
          long times = row.getLong(1);
          rows.accept(
              times > 0
                  ? new RowChange(Kind.ADDED, times, none(), values(row, 2))
                  : new RowChange(Kind.REMOVED, -times, values(row, 2), none()));
        }
      }
    }
    return new Summary(List.of(), note, added, removed, 0, filesRead());
  }

  private long filesRead() {
    return files.added().size() + files.removed().size() + 2L * files.rewritten().size();
  }

  /** Numbers and booleans as they are, all else as the text that DuckDB writes. */
  private String shown(String from) {
    var columns = schema.columns();
    return IntStream.range(0, columns.size())
        .mapToObj(
            i ->
                switch (columns.get(i).type().typeId()) {
                  case BOOLEAN, INTEGER, LONG, FLOAT, DOUBLE, DECIMAL -> from + "c" + i;
                  default -> "CAST(" + from + "c" + i + " AS VARCHAR)";
                })
        .collect(Collectors.joining(", "));
  }

  private static Map<String, @Nullable Object> none() {
    return new LinkedHashMap<>();
  }

  private Map<String, @Nullable Object> values(ResultSet row, int from) throws SQLException {
    var values = new LinkedHashMap<String, @Nullable Object>();
    int at = from;
    for (var column : schema.columns()) {
      values.put(column.name(), row.getObject(at++));
    }
    return values;
  }
}
