package dev.prunella.app.project;

import dev.prunella.app.yaml.CommentBlock;
import dev.prunella.app.yaml.Fields;
import dev.prunella.app.yaml.Problems;
import dev.prunella.app.yaml.ShapeCheck;
import dev.prunella.app.yaml.YamlText;
import dev.prunella.contract.CodePlace;
import dev.prunella.pipeline.Materialization;
import dev.prunella.pipeline.Step;
import dev.prunella.pipeline.Step.Exchange;
import dev.prunella.refs.ObjectId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Reads the files below {@code models/}. */
final class ModelReader {
  private final Settings.Defaults defaults;
  private final FileText file;
  private final Problems.Of problems;

  private ModelReader(Settings.Defaults defaults, FileText file, Problems.Of problems) {
    this.defaults = defaults;
    this.file = file;
    this.problems = problems;
  }

  static Optional<Draft> read(
      FileKind kind, FileText file, Settings.Defaults defaults, Problems.Of problems) {
    var reader = new ModelReader(defaults, file, problems);
    return switch (kind) {
      case SQL -> reader.sql();
      case PYTHON -> reader.python();
      case COMMAND -> reader.command();
      case PROJECT, SOURCE, DBT, CONTRACT, CORRECTION, KEPT ->
          throw new IllegalArgumentException(file.path());
    };
  }

  private Optional<Draft> sql() {
    var fields = CommentBlock.read(file.text(), "--", Shapes.SQL, problems);
    return draft(FileKind.SQL, fields, new Step.Work.Sql(file.text()), "");
  }

  private Optional<Draft> python() {
    var fields = CommentBlock.read(file.text(), "#", Shapes.PYTHON, problems);
    return draft(
        FileKind.PYTHON,
        fields,
        new Step.Work.Python(file.text(), exchange(fields)),
        defaults.python());
  }

  private Optional<Draft> command() {
    var documents = YamlText.documents(file.text(), problems);
    if (documents.size() != 1) {
      if (documents.size() > 1) {
        problems.add(
            Fields.of(documents.get(1)).line(), "a file of a command holds one document, not more");
      } else if (problemFree()) {
        problems.add(1, "the file is empty");
      }
      return Optional.empty();
    }
    ShapeCheck.check(documents.getFirst(), Shapes.COMMAND, problems);
    var fields = Fields.of(documents.getFirst());
    var command = fields.texts("command").stream().map(Fields.Line::text).toList();
    if (command.isEmpty()) {
      return Optional.empty();
    }
    if (command.getFirst().isBlank()) {
      problems.add(fields.line("command"), "'command' begins with the program's name");
    }
    return draft(FileKind.COMMAND, fields, new Step.Work.Command(command, exchange(fields)), "");
  }

  private boolean problemFree() {
    return file.text().lines().allMatch(line -> line.isBlank() || line.strip().startsWith("#"));
  }

  private static Exchange exchange(Fields fields) {
    return switch (fields.text("format").orElse("")) {
      case "csv" -> Exchange.CSV;
      case "jsonl" -> Exchange.JSON_LINES;
      default -> Exchange.PARQUET;
    };
  }

  /**
   * @param beside what the result depends on beside the file
   */
  private Optional<Draft> draft(FileKind kind, Fields fields, Step.Work work, String beside) {
    var how = outside(fields, how(fields));
    var limits =
        SettingsReader.limits(fields, "", defaults.limits(), problems)
            .inOwnProcess(fields.text("process").equals(Optional.of("own")));
    return Names.table(kind.stem(file.path()), 1, problems)
        .map(
            table ->
                new Draft(
                    table,
                    work,
                    how,
                    fields.line("materialized"),
                    CodePlace.file(file.path()),
                    code(beside),
                    fields.flag("repeatable").orElse(true),
                    new TreeSet<>(Names.tags(fields.texts("tags"), problems)),
                    fields.text("description").orElse(""),
                    fields.text("owner"),
                    limits,
                    kind == FileKind.SQL ? List.of() : fields.texts("reads"),
                    fields.texts("depends_on")));
  }

  private Materialization how(Fields fields) {
    return fields
        .textLine("materialized")
        .flatMap(text -> Materialized.read(text, problems))
        .orElseGet(Materialization.Full::new);
  }

  private Materialization outside(Fields fields, Materialization how) {
    var outside = fields.text("outside");
    if (outside.isEmpty()) {
      return how;
    }
    if (how instanceof Materialization.IntervalBy(var column, var _)) {
      return new Materialization.IntervalBy(
          column,
          outside.get().equals("drop")
              ? Materialization.Outside.DROP
              : Materialization.Outside.FAIL);
    }
    problems.add(
        fields.line("outside"), "'outside' is for 'materialized: interval by COLUMN' only");
    return how;
  }

  private String code(String beside) {
    var all = beside + "\n" + file.hash();
    return ObjectId.of(all.getBytes(StandardCharsets.UTF_8)).hex();
  }
}
