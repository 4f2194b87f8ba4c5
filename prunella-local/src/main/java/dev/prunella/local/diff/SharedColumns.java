package dev.prunella.local.diff;

import dev.prunella.local.duckdb.DuckDbException;
import dev.prunella.local.duckdb.Scan;
import dev.prunella.local.duckdb.ScanRequest;
import dev.prunella.local.duckdb.TableReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types.NestedField;

/**
 * Compares two states of one table in the columns that both have, as bags of rows, reading only
 * files that the two do not share. Doubles that agree in ten digits are equal: sums in another
 * order differ in the last ones.
 */
public final class SharedColumns {
  private static final int DIGITS = 10;

  private final Connection connection;
  private final TableReader reader;

  public SharedColumns(Connection connection, TableReader reader) {
    this.connection = connection;
    this.reader = reader;
  }

  /**
   * What two states differ in.
   *
   * @param before rows of the older state in files that the other does not have
   * @param after the same of the younger state
   * @param only rows that only one of them has, each as often as it has it more often
   * @param columns those whose values differ
   * @param gone columns that only the older state has
   * @param added columns that only the younger state has
   */
  public record Difference(
      long before,
      long after,
      long only,
      List<String> columns,
      List<String> gone,
      List<String> added) {
    public Difference {
      columns = List.copyOf(columns);
      gone = List.copyOf(gone);
      added = List.copyOf(added);
    }

    /** Whether everything that was there is there as it was. */
    public boolean keepsAll() {
      return only == 0 && gone.isEmpty();
    }
  }

  /** Compares. */
  public Difference between(Table before, Table after) {
    var old = before.schema();
    var young = after.schema();
    var shared =
        young.columns().stream().filter(c -> old.asStruct().field(c.fieldId()) != null).toList();
    var gone = without(old, young);
    var added = without(young, old);
    var files = FileChanges.between(Optional.of(before), Optional.of(after));
    if (files.isEmpty() || shared.isEmpty()) {
      return new Difference(0, 0, 0, List.of(), gone, added);
    }
    var request = ScanRequest.everything().without(files.same());
    try (var was = reader.scan(connection, before, request);
        var is = reader.scan(connection, after, request)) {
      return counted(shared, side(shared, old, was), side(shared, young, is), gone, added);
    } catch (SQLException e) {
      throw new DuckDbException("the rows cannot be compared: " + e.getMessage(), e);
    }
  }

  /** The columns of one schema that the other does not have. */
  private static List<String> without(Schema schema, Schema other) {
    return schema.columns().stream()
        .filter(c -> other.findField(c.fieldId()) == null)
        .map(NestedField::name)
        .toList();
  }

  private Difference counted(
      List<NestedField> shared, String was, String is, List<String> gone, List<String> added)
      throws SQLException {
    var columns =
        IntStream.range(0, shared.size()).mapToObj(i -> "c" + i).collect(Collectors.joining(", "));
    var sums =
        IntStream.range(0, shared.size())
            // Equal where a column has the same values equally often on both sides.
            .mapToObj(i -> ", coalesce(sum(n * hash(c" + i + ")::HUGEINT) <> 0, false)")
            .collect(Collectors.joining());
    var sql =
        "WITH both_sides AS (SELECT *, -1 AS n FROM ("
            + was
            + ") UNION ALL SELECT *, 1 AS n FROM ("
            + is
            + ")), rows AS (SELECT "
            + columns
            + ", sum(n)::BIGINT AS n, count(*) FILTER (n < 0) AS was, count(*) FILTER (n > 0) AS is_now"
            + " FROM both_sides GROUP BY "
            + columns
            + ") SELECT coalesce(sum(was), 0)::BIGINT, coalesce(sum(is_now), 0)::BIGINT,"
            + " coalesce(sum(abs(n)), 0)::BIGINT"
            + sums
            + " FROM rows";
    try (var statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      row.next();
      var differing = new ArrayList<String>();
      for (int i = 0; i < shared.size(); i++) {
        if (row.getBoolean(4 + i)) {
          differing.add(shared.get(i).name());
        }
      }
      return new Difference(row.getLong(1), row.getLong(2), row.getLong(3), differing, gone, added);
    }
  }

  /** One state's rows as SQL whose columns are c0, c1 ... under the younger state's types. */
  private static String side(List<NestedField> shared, Schema own, Scan scan) {
    return IntStream.range(0, shared.size())
        .mapToObj(i -> value(shared.get(i), own) + " AS c" + i)
        .collect(Collectors.joining(", ", "SELECT ", " FROM " + scan.sql()));
  }

  private static String value(NestedField wanted, Schema own) {
    var read = RowDiff.column(wanted, Optional.of(own));
    return switch (wanted.type().typeId()) {
      case DOUBLE, FLOAT -> rounded(read, wanted.type());
      default -> read;
    };
  }

  /** To so many significant digits; what is not finite stays as it is. */
  private static String rounded(String value, Type type) {
    int digits = type.typeId() == Type.TypeID.FLOAT ? 5 : DIGITS;
    return "CASE WHEN "
        + value
        + " = 0 OR NOT isfinite("
        + value
        + ") THEN "
        + value
        + " ELSE round("
        + value
        + ", "
        + digits
        + " - CAST(ceil(log10(abs("
        + value
        + "))) AS INTEGER)) END";
  }
}
