package dev.prunella.local.quality;

import dev.prunella.local.duckdb.DuckDbException;
import dev.prunella.quality.TypeClass;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The columns of a relation, in order, by what can be asked of them. */
public record TableColumns(String name, TypeClass type) {

  /** The columns that a relation gives; nested ones are left out. */
  public static List<TableColumns> of(Connection connection, String relation) {
    var out = new ArrayList<TableColumns>();
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery("DESCRIBE SELECT * FROM " + relation + " t")) {
      while (rows.next()) {
        var type = rows.getString(2).toUpperCase(Locale.ROOT);
        if (!isNested(type)) {
          out.add(new TableColumns(rows.getString(1), classOf(type)));
        }
      }
    } catch (SQLException e) {
      throw new DuckDbException(
          "the columns of " + relation + " cannot be read: " + e.getMessage(), e);
    }
    return out;
  }

  private static boolean isNested(String type) {
    return type.startsWith("STRUCT")
        || type.startsWith("MAP")
        || type.startsWith("UNION")
        || type.endsWith("]")
        || type.equals("BLOB");
  }

  private static TypeClass classOf(String type) {
    if (type.startsWith("TIMESTAMP") || type.equals("DATE")) {
      return TypeClass.TIME;
    }
    boolean number =
        type.endsWith("INT")
            || type.endsWith("INTEGER")
            || type.equals("DOUBLE")
            || type.equals("FLOAT")
            || type.startsWith("DECIMAL");
    return number ? TypeClass.NUMBER : TypeClass.TEXT;
  }
}
