package dev.prunella.app.cli;

import dev.prunella.local.LocalLake;
import dev.prunella.local.diff.TableSize;
import dev.prunella.local.diff.Types;
import dev.prunella.refs.CommitId;
import dev.prunella.refs.EntryKey;
import dev.prunella.refs.Ref;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Table;
import org.jspecify.annotations.Nullable;
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

  record Column(int id, String name, String type, boolean required, @Nullable String doc) {}

  record View(
      EntryKey name,
      CommitId commit,
      List<Column> columns,
      List<String> key,
      List<String> partitions,
      ChangeViews.@Nullable Size size,
      int format,
      @Nullable Long snapshot,
      String metadata,
      String location,
      Map<String, String> properties) {}

  @Override
  Exit run(LocalLake lake, Console console) {
    var key = Tables.name(table);
    var commit = lake.lake().resolve(at);
    var view = view(key, commit.id(), Tables.require(lake, commit, key));
    console.answer(view, () -> tell(console, view));
    return Exit.OK;
  }

  private static View view(EntryKey key, CommitId commit, Table table) {
    var metadata = ((HasTableOperations) table).operations().current();
    var columns =
        table.schema().columns().stream()
            .map(
                c ->
                    new Column(
                        c.fieldId(), c.name(), Types.name(c.type()), c.isRequired(), c.doc()))
            .toList();
    var partitions =
        table.spec().fields().stream()
            .filter(f -> !f.transform().isVoid())
            .map(
                f -> {
                  var column = table.schema().findColumnName(f.sourceId());
                  return f.transform().isIdentity() ? column : f.transform() + "(" + column + ")";
                })
            .toList();
    var snapshot = Optional.ofNullable(table.currentSnapshot());
    return new View(
        key,
        commit,
        columns,
        table.schema().identifierFieldNames().stream().sorted().toList(),
        partitions,
        TableSize.of(snapshot).map(ChangeViews.Size::of).orElse(null),
        metadata.formatVersion(),
        snapshot.map(s -> s.snapshotId()).orElse(null),
        String.valueOf(metadata.metadataFileLocation()),
        table.location(),
        new TreeMap<>(table.properties()));
  }

  private static void tell(Console console, View view) {
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
