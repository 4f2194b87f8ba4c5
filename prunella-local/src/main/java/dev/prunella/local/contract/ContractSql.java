package dev.prunella.local.contract;

import com.fasterxml.jackson.databind.JsonNode;
import dev.prunella.contract.RowCondition;
import dev.prunella.local.duckdb.QueryException;
import dev.prunella.local.duckdb.QueryException.Reason;
import dev.prunella.local.duckdb.QueryGuard;
import dev.prunella.local.duckdb.Sql;
import dev.prunella.local.duckdb.SqlTree;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Looks at the SQL and the patterns of contracts before any of it runs. */
public final class ContractSql {
  /** No table of a lake is called so, because a query of a contract could not reach it. */
  private static final String ROWS = "rows of a contract";

  private ContractSql() {}

  /**
   * The tables that a rule's query reads, each as its parts.
   *
   * @throws QueryException if it is not one SELECT over tables
   */
  public static List<List<String>> tables(Connection connection, String query) {
    return QueryGuard.check(connection, query).tables();
  }

  /**
   * Makes sure that what a condition holds of people's SQL and patterns may be put to rows.
   *
   * @throws QueryException if it may not
   */
  public static void require(Connection connection, RowCondition condition) {
    switch (condition) {
      case RowCondition.Holds(var sql) -> requireCondition(connection, sql);
      case RowCondition.Matches(_, var pattern) -> requirePattern(connection, pattern);
      case RowCondition.All(var all) -> all.forEach(one -> require(connection, one));
      case RowCondition.Present _,
          RowCondition.NotMissing _,
          RowCondition.OneOf _,
          RowCondition.Within _,
          RowCondition.Length _,
          RowCondition.MultipleOf _ -> {}
    }
  }

  /**
   * Makes sure that a text is one condition over a single row.
   *
   * @throws QueryException if it is more, less, or something else
   */
  public static void requireCondition(Connection connection, String condition) {
    SqlTree tree;
    try {
      tree =
          SqlTree.parse(connection, "SELECT ((" + condition + "\n)) FROM " + Sql.identifier(ROWS));
    } catch (QueryException e) {
      throw new QueryException(e.reason(), withoutPlace(e), e);
    }
    var tables = QueryGuard.check(tree, QueryGuard.Parameters.REFUSED);
    var select = tree.select();
    boolean alone =
        select.path("type").asText().equals("SELECT_NODE")
            && select.path("select_list").size() == 1
            && select.path("from_table").path("type").asText().equals("BASE_TABLE")
            && List.of("where_clause", "having", "qualify", "sample").stream()
                .noneMatch(part -> select.path(part).isObject())
            && select.path("group_expressions").isEmpty()
            && select.path("modifiers").isEmpty();
    if (!alone) {
      throw refused("it is not one condition");
    }
    if (!tables.equals(List.of(List.of(ROWS))) || has(select, "SUBQUERY")) {
      throw refused("it reads more than the row; write a rule of type sql for that");
    }
    if (has(select, "WINDOW") || has(select, "STAR")) {
      throw refused("it looks at more than single values of the row");
    }
  }

  private static String withoutPlace(QueryException e) {
    return String.valueOf(e.getMessage()).replaceFirst(" in line \\d+, column \\d+", "");
  }

  private static boolean has(JsonNode select, String expressionClass) {
    return select.findValues("class").stream().anyMatch(c -> c.asText().equals(expressionClass));
  }

  private static QueryException refused(String why) {
    return new QueryException(
        Reason.REFUSED,
        "The condition says something about one row, such as amount >= 0; " + why + ".");
  }

  /**
   * Makes sure that a text is a regular expression of the engine, whose time is bounded by the
   * length of what it searches.
   *
   * @throws QueryException if it is none
   */
  public static void requirePattern(Connection connection, String pattern) {
    if (pattern.indexOf('\0') >= 0) {
      throw new QueryException(Reason.INVALID, "The pattern holds a NUL character.");
    }
    try (var statement = connection.createStatement();
        var _ = statement.executeQuery("SELECT regexp_matches('', " + Sql.literal(pattern) + ")")) {
      // It compiles.
    } catch (SQLException e) {
      throw new QueryException(
          Reason.INVALID,
          "The pattern is not understood; it is written as RE2 does, without look-around and"
              + " back-references: "
              + String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
          e);
    }
  }
}
