package dev.prunella.app.cli;

import dev.prunella.local.LocalLake;
import dev.prunella.local.diff.TableSize;
import dev.prunella.refs.Entry;
import dev.prunella.refs.EntryKey;
import dev.prunella.refs.LakeException;
import dev.prunella.refs.Ref;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.HasTableOperations;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code prunella table list}. */
@Command(
    name = "list",
    description = "List the tables with their sizes.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  prunella table list",
      "  prunella table list --at fix-orders",
      "JSON fields: tables: [name, columns, rows, exact, files, bytes, changed, unreadable], more."
    })
final class TableListCommand extends LakeCommand {
  @Option(
      names = "--at",
      paramLabel = "REV",
      defaultValue = Ref.MAIN,
      description = "Branch, tag, commit, main~3 or a time; ${DEFAULT-VALUE} if left out.")
  String at = Ref.MAIN;

  @Option(
      names = {"-n", "--limit"},
      paramLabel = "N",
      defaultValue = "1000",
      description = "How many, by name; ${DEFAULT-VALUE} if left out.")
  int limit = 1000;

  record View(
      EntryKey name,
      int columns,
      @Nullable Long rows,
      boolean exact,
      @Nullable Long files,
      @Nullable Long bytes,
      @Nullable Instant changed,
      @Nullable String unreadable) {}

  record Views(List<View> tables, boolean more) {}

  @Override
  Exit run(LocalLake lake, Console console) {
    Limits.atLeastOne("--limit", limit);
    var all = Tables.all(lake, lake.lake().resolve(at));
    var views =
        all.entrySet().stream()
            .limit(limit)
            .map(e -> view(lake, e.getKey(), e.getValue()))
            .toList();
    boolean more = all.size() > limit;
    console.answer(new Views(views, more), () -> tell(console, views, more));
    return Exit.OK;
  }

  private static View view(LocalLake lake, EntryKey key, Entry.Table entry) {
    try {
      var table = lake.table(key, entry);
      var size = TableSize.of(Optional.ofNullable(table.currentSnapshot()));
      var updated = ((HasTableOperations) table).operations().current().lastUpdatedMillis();
      return new View(
          key,
          table.schema().columns().size(),
          size.map(TableSize::rows).orElse(null),
          size.map(TableSize::exact).orElse(false),
          size.map(TableSize::files).orElse(null),
          size.map(TableSize::bytes).orElse(null),
          Instant.ofEpochMilli(updated),
          null);
    } catch (LakeException e) {
      // One damaged table must not hide the others.
      return new View(key, 0, null, false, null, null, null, e.getMessage());
    }
  }

  private void tell(Console console, List<View> views, boolean more) {
    if (views.isEmpty()) {
      console.line("no tables on " + Words.safe(at) + " yet");
      console.next("prunella table import FILE");
      return;
    }
    var grid = new Grid(console, "table", "columns", "rows", "files", "size", "changed");
    for (var view : views) {
      var changed = view.changed();
      grid.row(
          Grid.text(view.name().toString()),
          Grid.number(view.columns()),
          Grid.right((view.exact() ? "" : "~") + count(view.rows())),
          Grid.right(count(view.files())),
          Grid.right(view.bytes() == null ? "?" : Words.size(view.bytes())),
          changed == null
              ? Grid.text(String.valueOf(view.unreadable()), Ink.BAD)
              : Grid.text(console.ago(changed), Ink.DIM));
    }
    grid.print("");
    if (more) {
      console.line(console.paint(Ink.DIM, "... and more; -n N shows them"));
    }
  }

  private static String count(@Nullable Long n) {
    return n == null ? "?" : Words.count(n);
  }
}
