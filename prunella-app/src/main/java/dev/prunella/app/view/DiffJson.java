package dev.prunella.app.view;

import dev.prunella.local.LocalLake;
import dev.prunella.local.diff.FileChanges;
import dev.prunella.local.diff.RowChange;
import dev.prunella.local.diff.RowDiff;
import dev.prunella.local.diff.SchemaChange;
import dev.prunella.refs.Commit;
import dev.prunella.refs.CommitId;
import dev.prunella.refs.EntryKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.iceberg.Table;
import org.jspecify.annotations.Nullable;

/** What differs between two commits, as programs read it; rows only where they are asked for. */
public final class DiffJson {
  private DiffJson() {}

  public record View(
      CommitId from,
      CommitId to,
      List<ChangeJson.View> changes,
      @Nullable List<TableView> tables) {}

  public record TableView(
      EntryKey name, List<ChangeJson.Column> schema, Files files, @Nullable Rows rows) {}

  public record Files(List<String> added, List<String> removed, List<String> rewritten, long kept) {
    static Files of(FileChanges f) {
      return new Files(f.added(), f.removed(), f.rewritten(), f.kept());
    }
  }

  public record Rows(
      List<String> key,
      @Nullable String note,
      long added,
      long removed,
      long changed,
      long filesRead,
      List<Row> shown) {}

  public record Row(
      RowChange.Kind kind,
      long times,
      @Nullable Map<String, @Nullable Object> before,
      @Nullable Map<String, @Nullable Object> after) {
    static Row of(RowChange c) {
      return new Row(
          c.kind(),
          c.times(),
          c.before().isEmpty() ? null : c.before(),
          c.after().isEmpty() ? null : c.after());
    }
  }

  /**
   * One table at two commits.
   *
   * @param limit how many rows are shown; empty where rows are not compared
   * @param columns by which rows are matched; none for the table's own key
   */
  public static TableView table(
      LocalLake lake,
      EntryKey nameBefore,
      EntryKey name,
      Commit before,
      Commit after,
      OptionalInt limit,
      List<String> columns) {
    var old = lake.table(before, nameBefore);
    var young = lake.table(after, name);
    var schema =
        old.isPresent() && young.isPresent()
            ? SchemaChange.between(old.get().schema(), young.get().schema())
            : List.<SchemaChange>of();
    var files = FileChanges.between(old, young);
    return new TableView(
        name,
        schema.stream().map(ChangeJson.Column::of).toList(),
        Files.of(files),
        limit.isPresent() ? rows(lake, old, young, limit.getAsInt(), columns) : null);
  }

  private static Rows rows(
      LocalLake lake, Optional<Table> old, Optional<Table> young, int limit, List<String> columns) {
    var shown = new ArrayList<Row>();
    try (var lease = lake.duckDb().lease()) {
      var summary =
          new RowDiff(lease.connection(), lake.reader(), old, young)
              .compare(columns, limit, change -> shown.add(Row.of(change)));
      return new Rows(
          summary.key(),
          summary.note().orElse(null),
          summary.added(),
          summary.removed(),
          summary.changed(),
          summary.filesRead(),
          shown);
    }
  }
}
