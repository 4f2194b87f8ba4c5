package dev.prunella.app.cli;

import dev.prunella.app.steer.Queries;
import dev.prunella.app.view.ChangeJson;
import dev.prunella.app.view.DiffJson;
import dev.prunella.local.LocalLake;
import dev.prunella.local.diff.EntryChange;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code prunella diff}. */
@Command(
    name = "diff",
    description = {
      "Show what differs between two commits: tables; of one table its columns, files and rows.",
      "Rows are matched by the table's key or --key; without one they are counted as a bag."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  prunella diff main fix-orders                  table by table",
      "  prunella diff main~1 main orders               columns and files of one table",
      "  prunella diff main~1 main orders --rows -n 50  rows as well",
      "  prunella diff v1.0 main orders --rows --key order_id,line",
      "JSON fields: from, to, changes (as in show); for a table: name, schema: [change, column, before, after],",
      "files: {added, removed, rewritten, kept}, rows: {key, note, added, removed, changed, filesRead, shown:",
      "[kind, times, before, after]}."
    })
final class DiffCommand extends LakeCommand {
  @Parameters(index = "0", paramLabel = "A", description = "Branch, tag, commit, main~3 or a time.")
  String from = "";

  @Parameters(index = "1", paramLabel = "B", description = "The same, for the other side.")
  String to = "";

  @Parameters(
      index = "2",
      arity = "0..1",
      paramLabel = "TABLE",
      description = "Look into this table only.")
  @Nullable String table;

  @Option(names = "--rows", description = "Compare rows as well. Reads only files that differ.")
  boolean rows;

  @Option(
      names = {"-n", "--limit"},
      paramLabel = "N",
      defaultValue = "20",
      description = "How many rows are shown of each table; ${DEFAULT-VALUE} if left out.")
  int limit = 20;

  @Option(
      names = "--key",
      paramLabel = "COLUMNS",
      description = "Match rows by these columns instead of the table's own key.")
  List<String> key = List.of();

  @Override
  Exit run(LocalLake lake, Console console) {
    if (limit < 0) {
      throw Failure.usage("--limit must not be negative", null);
    }
    if (!key.isEmpty() && !rows) {
      throw Failure.usage("--key is for rows", "add --rows");
    }
    var before = lake.lake().resolve(from);
    var after = lake.lake().resolve(to);
    var changes = lake.diff().between(before, after);
    if (table != null) {
      var wanted = Tables.name(table);
      var known = changes.stream().filter(c -> c.key().equals(wanted)).toList();
      if (known.isEmpty()
          && lake.table(after, wanted).isEmpty()
          && lake.table(before, wanted).isEmpty()) {
        throw Tables.missing(lake, after, wanted);
      }
      changes = known;
    }
    var tables = table == null && !rows ? null : new ArrayList<DiffJson.TableView>();
    for (var change : changes) {
      if (tables != null && change.what() == EntryChange.What.TABLE) {
        tables.add(
            DiffJson.table(
                lake,
                change.formerly().orElse(change.key()),
                change.key(),
                before,
                after,
                rows ? OptionalInt.of(shown()) : OptionalInt.empty(),
                Tables.columns(key)));
      }
    }
    var view = new DiffJson.View(before.id(), after.id(), ChangeJson.of(changes), tables);
    console.answer(view, () -> tell(console, view));
    return Exit.OK;
  }

  /** Rows are gathered before they are told: a server's memory is not for any number of them. */
  private int shown() {
    return Prunella.of(spec).isServed() ? Math.min(limit, Queries.MOST_ROWS) : limit;
  }

  private void tell(Console console, DiffJson.View view) {
    console.line(
        console.paint(Ink.NAME, view.from().brief())
            + " -> "
            + console.paint(Ink.NAME, view.to().brief()));
    if (view.changes().isEmpty()) {
      console.line("  no difference" + (table == null ? "" : " in " + Words.safe(table)));
      return;
    }
    ChangeViews.tell(console, view.changes());
    if (view.tables() != null) {
      view.tables().forEach(t -> tell(console, t));
    }
  }

  private void tell(Console console, DiffJson.TableView view) {
    console.line("");
    console.line(console.paint(Ink.STRONG, Words.safe(view.name().toString())));
    var files = view.files();
    var grid = new Grid(console);
    grid.row(
        Grid.text("files", Ink.DIM),
        Grid.text(
            "%s added, %s removed, %s with other deletes, %s the same"
                .formatted(
                    Words.count(files.added().size()),
                    Words.count(files.removed().size()),
                    Words.count(files.rewritten().size()),
                    Words.count(files.kept()))));
    var rowsView = view.rows();
    if (rowsView != null) {
      grid.row(
          Grid.text("rows", Ink.DIM),
          Grid.text(
              "%s added, %s removed, %s changed"
                  .formatted(
                      Words.count(rowsView.added()),
                      Words.count(rowsView.removed()),
                      Words.count(rowsView.changed()))));
      grid.row(
          Grid.text("by", Ink.DIM),
          Grid.text(
              rowsView.key().isEmpty()
                  ? "whole rows, for " + rowsView.note()
                  : "key " + String.join(", ", rowsView.key())));
    }
    grid.print("  ");
    if (rowsView != null && !rowsView.shown().isEmpty()) {
      RowTable.tell(console, rowsView.key(), rowsView.shown());
      long more = rowsView.added() + rowsView.removed() + rowsView.changed();
      if (more > rowsView.shown().stream().mapToLong(DiffJson.Row::times).sum()) {
        console.line(console.paint(Ink.DIM, "  ... and more; -n N shows them"));
      }
    }
  }
}
