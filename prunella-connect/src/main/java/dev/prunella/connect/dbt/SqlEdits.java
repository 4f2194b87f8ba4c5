package dev.prunella.connect.dbt;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Small changes of a text that leave all the rest of it as its author wrote it. */
final class SqlEdits {
  private record Edit(int start, int end, String text) {}

  private final List<Edit> edits = new ArrayList<>();

  void insert(int at, String text) {
    edits.add(new Edit(at, at, text));
  }

  void replace(SqlTokens.Token token, String text) {
    edits.add(new Edit(token.start(), token.end(), text));
  }

  /** Of several insertions at one place, the earlier comes first. */
  String applyTo(String sql) {
    var out = new StringBuilder();
    int at = 0;
    edits.sort(Comparator.comparingInt(Edit::start).thenComparingInt(Edit::end));
    for (var edit : edits) {
      out.append(sql, at, edit.start()).append(edit.text());
      at = edit.end();
    }
    return out.append(sql, at, sql.length()).toString();
  }
}
