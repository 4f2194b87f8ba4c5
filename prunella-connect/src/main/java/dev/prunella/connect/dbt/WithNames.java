package dev.prunella.connect.dbt;

import dev.prunella.refs.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether a table, once its schema is dropped from its name, would be taken for a query of a WITH
 * clause. {@code with orders as (select * from dev.orders)} is safe, since a query does not see
 * itself; a second {@code dev.orders} after it would silently read the first.
 */
final class WithNames {
  private WithNames() {}

  private record Span(int from, int to) {}

  /** A sentence about the first clash. */
  static Optional<String> clash(String sql, Map<TableName, TableName> renames) {
    var tokens = SqlTokens.of(sql);
    for (var rename : renames.entrySet()) {
      if (!rename.getValue().namespace().isEmpty()) {
        continue;
      }
      var name = rename.getValue().name();
      var own = queries(tokens, name);
      boolean recursive = anyRecursive(tokens);
      for (int at : places(tokens, rename.getKey())) {
        boolean inside = own.stream().anyMatch(s -> s.from() < at && at < s.to());
        if (!own.isEmpty() && (!inside || recursive)) {
          return Optional.of(
              "line "
                  + tokens.line(at)
                  + ": it reads the table "
                  + name
                  + ", and its WITH clause calls a query "
                  + name
                  + " too; call that query otherwise");
        }
      }
    }
    return Optional.empty();
  }

  private static boolean anyRecursive(SqlTokens tokens) {
    for (int i = 0; i < tokens.size(); i++) {
      if (tokens.at(i).word("with") && tokens.at(i + 1).word("recursive")) {
        return true;
      }
    }
    return false;
  }

  /** The brackets of the WITH queries of this name. */
  private static List<Span> queries(SqlTokens tokens, String name) {
    var found = new ArrayList<Span>();
    for (int i = 0; i < tokens.size(); i++) {
      var before = tokens.at(i - 1);
      if (!tokens.at(i).name()
          || !tokens.at(i).meant().equalsIgnoreCase(name)
          || !(before.word("with", "recursive") || before.is(","))) {
        continue;
      }
      int at = i + 1;
      if (tokens.at(at).is("(") && tokens.partner(at) > 0) {
        at = tokens.partner(at) + 1;
      }
      if (!tokens.at(at).word("as")) {
        continue;
      }
      at++;
      while (tokens.at(at).word("not", "materialized")) {
        at++;
      }
      if (tokens.at(at).is("(") && tokens.partner(at) > 0) {
        found.add(new Span(at, tokens.partner(at)));
      }
    }
    return found;
  }

  /** Where a name of several parts stands. */
  private static List<Integer> places(SqlTokens tokens, TableName name) {
    var found = new ArrayList<Integer>();
    var parts = name.parts();
    for (int i = 0; i < tokens.size(); i++) {
      boolean here = !tokens.at(i - 1).is(".");
      for (int p = 0; here && p < parts.size(); p++) {
        var token = tokens.at(i + 2 * p);
        here =
            token.name()
                && token.meant().equalsIgnoreCase(parts.get(p))
                && (p == 0 || tokens.at(i + 2 * p - 1).is("."));
      }
      if (here) {
        found.add(i);
      }
    }
    return found;
  }
}
