package dev.prunella.app.cli;

import dev.prunella.app.view.TableJson;
import dev.prunella.local.LocalLake;
import dev.prunella.refs.Ref;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code prunella table show}. */
@Command(
    name = "show",
    description = "Show a table: its columns, key, partitions, size and where it lies.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  prunella table show orders",
      "  prunella table show sales.orders --at v1.0",
      "JSON fields: name, commit, columns: [id, name, type, required, doc], key, partitions, size, format,",
      "snapshot, metadata, location, properties."
    })
final class TableShowCommand extends LakeCommand {
  @Parameters(paramLabel = "TABLE", description = "Such as orders or sales.orders.")
  String table = "";

  @Option(
      names = "--at",
      paramLabel = "REV",
      defaultValue = Ref.MAIN,
      description = "Branch, tag, commit, main~3 or a time; ${DEFAULT-VALUE} if left out.")
  String at = Ref.MAIN;

  @Override
  Exit run(LocalLake lake, Console console) {
    var key = Tables.name(table);
    var commit = lake.lake().resolve(at);
    var view = TableJson.view(key, commit.id(), Tables.require(lake, commit, key));
    console.answer(view, () -> tell(console, view));
    return Exit.OK;
  }

  private static void tell(Console console, TableJson.View view) {
    console.line(
        console.paint(Ink.STRONG, Words.safe(view.name().toString()))
            + console.paint(Ink.DIM, "  in commit " + view.commit().brief()));
    var columns = new Grid(console);
    for (var column : view.columns()) {
      columns.row(
          Grid.text(column.name()),
          Grid.text(column.type(), Ink.NAME),
          Grid.text(
              view.key().contains(column.name()) ? "key" : column.required() ? "required" : ""),
          Grid.text(Optional.ofNullable(column.doc()).orElse(""), Ink.DIM));
    }
    columns.print("  ");
    var rest = new Grid(console);
    var size = view.size();
    if (size != null) {
      rest.row(
          Grid.text("size", Ink.DIM),
          Grid.text(
              (size.exact() ? "" : "about ")
                  + Words.count(size.rows(), "row")
                  + " in "
                  + Words.count(size.files(), "file")
                  + ", "
                  + Words.size(size.bytes())));
    }
    if (!view.partitions().isEmpty()) {
      rest.row(Grid.text("partitions", Ink.DIM), Grid.text(String.join(", ", view.partitions())));
    }
    rest.row(Grid.text("location", Ink.DIM), Grid.text(view.location()));
    rest.print("");
  }
}
