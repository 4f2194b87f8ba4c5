package dev.prunella.app.cli;

import dev.prunella.local.LocalLake;
import dev.prunella.local.transfer.FileFormat;
import dev.prunella.local.transfer.TableExport;
import dev.prunella.refs.CommitId;
import dev.prunella.refs.EntryKey;
import dev.prunella.refs.Ref;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code prunella table export}. */
@Command(
    name = "export",
    description = "Write a table to a CSV, JSON lines or Parquet file.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  prunella table export orders orders.csv",
      "  prunella table export sales.orders old.parquet --at v1.0",
      "JSON fields: table, commit, file, rows, bytes."
    })
final class TableExportCommand extends LakeCommand {
  @Parameters(index = "0", paramLabel = "TABLE", description = "Such as orders or sales.orders.")
  String table = "";

  @Parameters(
      index = "1",
      paramLabel = "FILE",
      description = ".csv, .json, .jsonl or .parquet; also .gz.")
  Path file = Path.of("");

  @Option(
      names = "--at",
      paramLabel = "REV",
      defaultValue = Ref.MAIN,
      description = "Branch, tag, commit, main~3 or a time; ${DEFAULT-VALUE} if left out.")
  String at = Ref.MAIN;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES}; by the file's name if left out.")
  @Nullable FileFormat format;

  @Option(names = "--force", description = "Replace a file that is there.")
  boolean force;

  record View(EntryKey table, CommitId commit, String file, long rows, long bytes) {}

  @Override
  Exit run(LocalLake lake, Console console) throws IOException {
    var key = Tables.name(table);
    var commit = lake.lake().resolve(at);
    var found = Tables.require(lake, commit, key);
    var chosen = format;
    if (chosen == null) {
      chosen =
          FileFormat.ofName(file.toString())
              .orElseThrow(
                  () ->
                      Failure.usage(
                          "the name of " + file + " does not tell a format",
                          "--format csv, json or parquet"));
    }
    TableExport.Exported exported;
    try (var work = new LongWork(console, "exporting " + key)) {
      exported = new TableExport(lake, found).run(resolve(file), chosen, force, work::watch);
    }
    var view =
        new View(key, commit.id(), resolve(file).toString(), exported.rows(), exported.bytes());
    console.answer(
        view,
        () ->
            console.line(
                "wrote "
                    + Words.count(view.rows(), "row")
                    + " of "
                    + Words.safe(key.toString())
                    + " to "
                    + Words.safe(file.toString())
                    + ", "
                    + Words.size(view.bytes())));
    return Exit.OK;
  }
}
