package dev.prunella.app.cli;

import dev.prunella.local.LocalLake;
import dev.prunella.local.diff.Types;
import dev.prunella.local.transfer.FileFormat;
import dev.prunella.local.transfer.ImportRequest;
import dev.prunella.local.transfer.ImportRequest.Mode;
import dev.prunella.local.transfer.Imported;
import dev.prunella.local.transfer.TableImport;
import dev.prunella.refs.CommitId;
import dev.prunella.refs.EntryKey;
import dev.prunella.refs.Publication;
import dev.prunella.refs.Ref;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code prunella table import}. */
@Command(
    name = "import",
    description = {
      "Bring a CSV, JSON or Parquet file into a table, in one commit: all of it or nothing.",
      "Types are inferred from the whole file. Into main, it is a publication by hand."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  prunella table import orders.csv                        into a new table 'orders'",
      "  prunella table import orders.csv.gz sales.orders --key order_id",
      "  prunella table import more.csv orders --append --branch fix-orders",
      "  prunella table import t.csv --column zip:string --column amount:decimal(12,2)",
      "  prunella table import t.parquet --partition-by country --partition-by day(at)",
      "JSON fields: table, branch, commit, rows, files, bytes, columns: [name, type], publication."
    })
final class TableImportCommand extends LakeCommand {
  @Parameters(
      index = "0",
      paramLabel = "FILE",
      description = ".csv, .json, .jsonl or .parquet; also .gz.")
  Path file = Path.of("");

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "TABLE",
      description = "Such as orders or sales.orders; the file's name if left out.")
  @Nullable String table;

  @Option(
      names = "--branch",
      paramLabel = "BRANCH",
      defaultValue = Ref.MAIN,
      description = "Where it goes; ${DEFAULT-VALUE} if left out.")
  String branch = Ref.MAIN;

  @ArgGroup @Nullable How how;

  /** What happens to a table that is there; at most one of them. */
  static final class How {
    @Option(names = "--append", description = "Add the rows to a table that is there.")
    boolean append;

    @Option(
        names = "--replace",
        description = "Put the rows in place of those of a table that is there.")
    boolean replace;
  }

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES}; by the file's name if left out.")
  @Nullable FileFormat format;

  @Option(
      names = "--column",
      paramLabel = "NAME:TYPE",
      description = "A column's type, instead of the inferred one.")
  List<String> columns = List.of();

  @Option(
      names = "--key",
      paramLabel = "COLUMNS",
      description = "Columns that tell rows apart: filled, and unique.")
  List<String> key = List.of();

  @Option(
      names = "--partition-by",
      paramLabel = "COLUMN",
      description =
          "A column, year(), month(), day(), hour(), bucket(column,n) or truncate(column,n).")
  List<String> partitionBy = List.of();

  @Option(
      names = "--sample",
      paramLabel = "ROWS",
      defaultValue = "0",
      description = "Infer types from the first rows only: faster for huge files. 0 is all.")
  long sample;

  @Option(
      names = {"-m", "--message"},
      paramLabel = "WHY",
      description = "For the log.")
  @Nullable String message;

  record Column(String name, String type) {}

  record View(
      EntryKey table,
      String branch,
      CommitId commit,
      long rows,
      long files,
      long bytes,
      List<Column> columns,
      @Nullable String publication) {}

  @Override
  Exit run(LocalLake lake, Console console) {
    Refs.require(lake, branch, Ref.Kind.BRANCH);
    if (sample < 0) {
      throw Failure.usage("--sample must not be negative", null);
    }
    var request = request();
    Imported imported;
    try (var work = new LongWork(console, "importing " + file.getFileName())) {
      imported = new TableImport(lake, request).run(work::watch);
    }
    var view =
        new View(
            request.table(),
            branch,
            imported.commit().id(),
            imported.rows(),
            imported.files(),
            imported.bytes(),
            imported.schema().columns().stream()
                .map(c -> new Column(c.name(), Types.name(c.type())))
                .toList(),
            lake.lake().ref(branch).guarded()
                ? Publication.Attested.BY_HAND_UNVERIFIED.words()
                : null);
    console.answer(view, () -> tell(console, view, request));
    return Exit.OK;
  }

  private ImportRequest request() {
    var fileName = String.valueOf(file.getFileName());
    var known = FileFormat.ofName(fileName);
    var chosen = format;
    if (chosen == null) {
      chosen =
          known.orElseThrow(
              () ->
                  Failure.usage(
                      "the name of " + file + " does not tell its format",
                      "--format csv, json or parquet"));
    }
    var name = Tables.name(table == null ? usualName(fileName) : table);
    var mode =
        how == null
            ? Mode.CREATE
            : how.append ? Mode.APPEND : how.replace ? Mode.REPLACE : Mode.CREATE;
    var usual =
        switch (mode) {
          case CREATE -> "import " + fileName + " into the new table " + name;
          case APPEND -> "import " + fileName + " into " + name;
          case REPLACE -> "replace the rows of " + name + " by " + fileName;
        };
    return new ImportRequest(
        resolve(file),
        chosen,
        name,
        branch,
        mode,
        types(),
        Tables.columns(key),
        partitionBy,
        sample,
        author(),
        message == null ? usual : message);
  }

  private static String usualName(String fileName) {
    int dot = fileName.indexOf('.');
    var plain = dot > 0 ? fileName.substring(0, dot) : fileName;
    return '"' + plain.replace("\"", "\"\"") + '"';
  }

  private Map<String, String> types() {
    var types = new LinkedHashMap<String, String>();
    for (var column : columns) {
      int colon = column.lastIndexOf(':');
      if (colon < 1) {
        throw Failure.usage("--column is written NAME:TYPE, not '" + column + "'", null);
      }
      types.put(column.substring(0, colon), column.substring(colon + 1));
    }
    return types;
  }

  private static void tell(Console console, View view, ImportRequest request) {
    var name = console.paint(Ink.STRONG, Words.safe(view.table().toString()));
    var where = " on " + Words.safe(view.branch());
    var rows = Words.count(view.rows(), "row");
    var done =
        request.mode() == Mode.REPLACE
            ? console.paint(Ink.GOOD, "replaced") + " the rows of " + name + where + " by " + rows
            : console.paint(Ink.GOOD, "imported") + " " + rows + " into " + name + where;
    console.line(done + ": commit " + console.paint(Ink.NAME, view.commit().brief()));
    if (request.mode() == Mode.CREATE) {
      var grid = new Grid(console);
      view.columns().forEach(c -> grid.row(Grid.text(c.name()), Grid.text(c.type(), Ink.NAME)));
      grid.print("  ");
    }
    if (view.publication() != null) {
      console.line(
          console.paint(Ink.DIM, "published ") + console.paint(Ink.CAUTION, view.publication()));
    }
  }
}
