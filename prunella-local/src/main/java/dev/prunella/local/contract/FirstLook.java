package dev.prunella.local.contract;

import dev.prunella.local.LocalLake;
import dev.prunella.local.duckdb.DuckDbException;
import dev.prunella.local.duckdb.QueryWatch;
import dev.prunella.local.duckdb.ScanRequest;
import dev.prunella.local.duckdb.Sql;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Type.TypeID;
import org.apache.iceberg.types.Types.NestedField;

/**
 * What a table looks like now, as far as a first contract can be made of it.
 *
 * @param rows how many it has
 */
public record FirstLook(long rows, List<Seen> columns) {
  /** With more different values, a column is no category. */
  public static final int MOST_VALUES = 12;

  /** So many columns are looked at for being a key; keys stand first. */
  private static final int MOST_KEYS = 20;

  /** A type of which a thousand rows say little about the next ones. */
  private static final long FEWEST_ROWS = 30;

  public FirstLook {
    columns = List.copyOf(columns);
  }

  /**
   * A column.
   *
   * @param least the smallest value of a number
   * @param values all values of a category, sorted; empty for what is none
   * @param unique whether each row has another value
   */
  public record Seen(
      String name,
      Type type,
      long nulls,
      Optional<BigDecimal> least,
      List<String> values,
      boolean unique) {
    public Seen {
      values = List.copyOf(values);
    }
  }

  /**
   * Looks at all rows: one scan, and one more for each category and each column that may be a key.
   *
   * @param columns those of the table that are looked at
   */
  public static FirstLook at(LocalLake lake, Table table, List<NestedField> columns) {
    try (var lease = lake.duckDb().lease()) {
      var connection = QueryWatch.over(lease.connection()).connection();
      try (var scan = lake.reader().scan(connection, table, ScanRequest.everything())) {
        var look = new Looking(new CheckQueries(connection, CheckLimits.DEFAULT), scan.sql());
        return look.at(columns);
      }
    } catch (SQLException e) {
      throw new DuckDbException(table.name() + " cannot be looked at: " + e.getMessage(), e);
    }
  }

  private record Looking(CheckQueries queries, String from) {

    FirstLook at(List<NestedField> fields) {
      var select = new StringBuilder("SELECT count(*)");
      for (var field : fields) {
        var name = Sql.identifier(field.name());
        select.append(", count(").append(name).append(")");
        select
            .append(", ")
            .append(field.type().isPrimitiveType() ? "approx_count_distinct(" + name + ")" : "0");
        select
            .append(", ")
            .append(
                ColumnTypes.isNumber(field.type()) ? "CAST(min(" + name + ") AS VARCHAR)" : "NULL");
      }
      var values = queries.oneRow(select.append(" FROM ").append(from).toString());
      long rows = count(values.getFirst());
      var seen = new ArrayList<Seen>();
      int keys = 0;
      for (int i = 0; i < fields.size(); i++) {
        var field = fields.get(i);
        long present = count(values.get(1 + 3 * i));
        long distinct = count(values.get(2 + 3 * i));
        boolean mayBeKey =
            keys < MOST_KEYS && present == rows && rows > 1 && distinct * 10 > rows * 8;
        boolean unique = mayBeKey && isKeyType(field.type()) && isUnique(field, rows);
        keys += mayBeKey ? 1 : 0;
        seen.add(
            new Seen(
                field.name(),
                field.type(),
                rows - present,
                values.get(3 + 3 * i).flatMap(FirstLook::number),
                isCategory(field, rows, distinct) ? categories(field) : List.of(),
                unique));
      }
      return new FirstLook(rows, seen);
    }

    private static long count(Optional<String> value) {
      return Long.parseLong(value.orElse("0"));
    }

    private boolean isUnique(NestedField field, long rows) {
      var name = Sql.identifier(field.name());
      return count(queries.oneRow("SELECT count(DISTINCT " + name + ") FROM " + from).getFirst())
          == rows;
    }

    private static boolean isCategory(NestedField field, long rows, long distinct) {
      return field.type().typeId() == TypeID.STRING
          && rows >= FEWEST_ROWS
          && distinct > 0
          && distinct <= MOST_VALUES
          && distinct * 5 <= rows;
    }

    /** Empty when there are more than the estimate said. */
    private List<String> categories(NestedField field) {
      var name = Sql.identifier(field.name());
      var found = new ArrayList<String>();
      try (var cursor =
          queries.open(
              "SELECT DISTINCT "
                  + name
                  + " FROM "
                  + from
                  + " WHERE "
                  + name
                  + " IS NOT NULL ORDER BY 1 LIMIT "
                  + (MOST_VALUES + 1),
              MOST_VALUES + 1)) {
        while (cursor.next()) {
          found.add(String.valueOf(cursor.text(0)));
        }
      }
      return found.size() > MOST_VALUES ? List.of() : found;
    }
  }

  private static boolean isKeyType(Type type) {
    return switch (type.typeId()) {
      case INTEGER, LONG, STRING, UUID -> true;
      default -> false;
    };
  }

  private static Optional<BigDecimal> number(String text) {
    try {
      return Optional.of(new BigDecimal(text));
    } catch (NumberFormatException e) {
      // Not a number, or infinite.
      return Optional.empty();
    }
  }
}
