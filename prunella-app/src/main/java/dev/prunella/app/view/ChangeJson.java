package dev.prunella.app.view;

import dev.prunella.local.diff.EntryChange;
import dev.prunella.local.diff.EntryChange.Kind;
import dev.prunella.local.diff.EntryChange.What;
import dev.prunella.local.diff.SchemaChange;
import dev.prunella.local.diff.TableSize;
import dev.prunella.refs.EntryKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Changes of tables as programs read them. */
public final class ChangeJson {
  private ChangeJson() {}

  /** JSON: the size of a table. */
  public record Size(long rows, long files, long bytes, boolean exact) {
    public static Size of(TableSize size) {
      return new Size(size.rows(), size.files(), size.bytes(), size.exact());
    }
  }

  /** JSON: one change of a column. */
  public record Column(
      SchemaChange.Kind change, String column, @Nullable String before, @Nullable String after) {
    public static Column of(SchemaChange c) {
      return new Column(c.kind(), c.column(), c.before().orElse(null), c.after().orElse(null));
    }
  }

  /** JSON: one changed name of the lake. */
  public record View(
      EntryKey name,
      What what,
      Kind change,
      @Nullable EntryKey formerly,
      @Nullable Size before,
      @Nullable Size after,
      List<Column> schema,
      @Nullable String unreadable) {
    public static View of(EntryChange c) {
      return new View(
          c.key(),
          c.what(),
          c.kind(),
          c.formerly().orElse(null),
          c.before().map(Size::of).orElse(null),
          c.after().map(Size::of).orElse(null),
          c.schema().stream().map(Column::of).toList(),
          c.unreadable().orElse(null));
    }
  }

  public static List<View> of(List<EntryChange> changes) {
    return changes.stream().map(View::of).toList();
  }
}
