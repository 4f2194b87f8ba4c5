package dev.prunella.app.pages;

import dev.prunella.app.view.DiffJson;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Rows before and after, cell by cell. */
public final class RowCells {
  private static final int MOST_LETTERS = 120;

  private RowCells() {}

  /** A cell before and after; the same where the row is new or gone. */
  public record Cell(String before, String after, boolean differs) {}

  /** A commit's id in short; other names as they are. */
  public static String brief(String revision) {
    return revision.matches("[0-9a-f]{40,}") ? revision.substring(0, 12) : revision;
  }

  public static List<String> columns(DiffJson.Rows rows) {
    var columns = new LinkedHashSet<>(rows.key());
    for (var row : rows.shown()) {
      Stream.of(row.before(), row.after())
          .filter(Objects::nonNull)
          .forEach(values -> columns.addAll(values.keySet()));
    }
    return List.copyOf(columns);
  }

  public static Cell cell(DiffJson.Row row, String column) {
    var before = text(row.before(), column);
    var after = text(row.after(), column);
    boolean both = row.before() != null && row.after() != null;
    return new Cell(before, row.after() == null ? before : after, both && !before.equals(after));
  }

  private static String text(@Nullable Map<String, @Nullable Object> values, String column) {
    if (values == null || !values.containsKey(column)) {
      return "";
    }
    var text = String.valueOf(values.get(column));
    return text.length() > MOST_LETTERS ? text.substring(0, MOST_LETTERS - 1) + "…" : text;
  }
}
