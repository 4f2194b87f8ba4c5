package dev.prunella.app.contract;

import dev.prunella.app.yaml.Fields;
import dev.prunella.app.yaml.Problems;
import dev.prunella.contract.CodePlace;
import dev.prunella.contract.Dimension;
import dev.prunella.contract.Expectation;
import dev.prunella.contract.Expectation.Operator;
import dev.prunella.contract.Measure;
import dev.prunella.contract.OnFailure;
import dev.prunella.contract.RowCondition;
import dev.prunella.contract.Rule;
import dev.prunella.contract.Severity;
import dev.prunella.contract.Unit;
import dev.prunella.local.duckdb.Sql;
import dev.prunella.refs.DidYouMean;
import dev.prunella.refs.TableName;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads the quality rules of one table. */
final class RuleReader {
  /** Whose rules over single rows are checked here. */
  static final String ENGINE = "prunella";

  private static final List<String> SEVERITIES =
      List.of("error", "warn", "warning", "info", "critical");

  private final CodePlace file;
  private final TableName table;
  private final MetricReader metrics;
  private final Problems.Of problems;
  private final List<String> notes;
  private final OnFailure unsaid;

  /**
   * Reads for one table.
   *
   * @param columns what the contract calls them, and what they are called in the table
   * @param unsaid what becomes of rows of which a rule says nothing
   */
  RuleReader(
      CodePlace file,
      TableName table,
      Map<String, String> columns,
      Problems.Of problems,
      List<String> notes,
      OnFailure unsaid) {
    this.unsaid = unsaid;
    this.file = file;
    this.table = table;
    this.metrics = new MetricReader(columns, problems);
    this.problems = problems;
    this.notes = notes;
  }

  /** The rules below a table or a column that can be checked; problems are told. */
  List<Rule> read(Fields owner, Optional<String> column) {
    return owner.mappings("quality").stream().flatMap(rule -> rule(rule, column).stream()).toList();
  }

  private Optional<Rule> rule(Fields rule, Optional<String> column) {
    var type = type(rule);
    var severity = severity(rule);
    var custom = new Custom(rule, problems);
    notes.addAll(custom.nearMisses(file.path(), List.of(Custom.ON_FAILURE, Custom.MAX_SHARE)));
    var onFailure = custom.onFailure(unsaid);
    var measure =
        switch (type) {
          case "library" -> metrics.read(rule, column);
          case "sql" -> sql(rule, column);
          case "custom" -> custom(rule, column);
          default -> Optional.<Measure>empty();
        };
    if (type.equals("text")) {
      if (custom.saysOnFailure()) {
        problems.add(custom.onFailureLine(), "a rule in words cannot lay rows aside");
      }
      return Optional.empty();
    }
    var expectation =
        type.equals("custom") ? Optional.of(Expectation.NONE) : expectation(rule, type);
    var unit = unit(rule, measure);
    if (measure.isEmpty() || expectation.isEmpty()) {
      return Optional.empty();
    }
    if (onFailure.quarantines() && !measure.get().findsRows()) {
      problems.add(
          custom.onFailureLine(),
          "'onFailure: quarantine' lays single rows aside, and "
              + what(measure.get())
              + " finds none; use 'hold', or a rule about single rows: nullValues, missingValues,"
              + " invalidValues, or engine "
              + ENGINE);
      onFailure = OnFailure.HOLD;
    }
    return Optional.of(
        new Rule(
            rule.text("id").or(() -> rule.text("name")),
            file.at(rule.line()),
            measure.get(),
            expectation.get(),
            unit,
            severity,
            dimension(rule, measure.get()),
            rule.text("description").orElse(""),
            onFailure));
  }

  private static String what(Measure measure) {
    return measure instanceof Measure.QueryValue ? "a rule in SQL" : measure.word();
  }

  private static String type(Fields rule) {
    if (rule.has("type")) {
      return rule.text("type").orElse("library");
    }
    if (!rule.has("metric") && rule.has("query")) {
      return "sql";
    }
    return !rule.has("metric") && rule.has("engine") ? "custom" : "library";
  }

  private Severity severity(Fields rule) {
    var written = rule.text("severity").orElse("error").toLowerCase(Locale.ROOT);
    return switch (written) {
      case "error", "critical" -> Severity.ERROR;
      case "warn", "warning", "info" -> Severity.WARN;
      default -> {
        problems.add(
            rule.line("severity"),
            "'severity' is error or warn, not '"
                + written
                + "'"
                + DidYouMean.among(SEVERITIES, written)
                    .map(near -> "; did you mean '" + near + "'?")
                    .orElse(""));
        yield Severity.ERROR;
      }
    };
  }

  private static Dimension dimension(Fields rule, Measure measure) {
    return rule.text("dimension")
        .flatMap(
            word ->
                Arrays.stream(Dimension.values()).filter(d -> d.word().equals(word)).findFirst())
        .orElse(
            switch (measure) {
              case Measure.RowCount _ -> Dimension.COMPLETENESS;
              case Measure.FailingRows rows ->
                  rows.condition() instanceof RowCondition.Present
                          || rows.condition() instanceof RowCondition.NotMissing
                      ? Dimension.COMPLETENESS
                      : Dimension.CONFORMITY;
              case Measure.DuplicateRows _ -> Dimension.UNIQUENESS;
              case Measure.QueryValue _, Measure.HasColumn _ -> Dimension.CONSISTENCY;
              case Measure.Age _ -> Dimension.TIMELINESS;
            });
  }

  private Unit unit(Fields rule, Optional<Measure> measure) {
    var written = rule.text("unit").orElse("rows").toLowerCase(Locale.ROOT);
    // A query's value may be of any unit.
    if (measure.isEmpty() || measure.get() instanceof Measure.QueryValue) {
      return Unit.ROWS;
    }
    return switch (written) {
      case "rows", "row" -> Unit.ROWS;
      case "percent", "%" -> {
        if (measure.get() instanceof Measure.RowCount) {
          problems.add(rule.line("unit"), "the number of rows is no percentage; leave 'unit' out");
        }
        yield Unit.PERCENT;
      }
      default -> {
        problems.add(
            rule.line("unit"),
            "'unit' is rows or percent, not '"
                + written
                + "'"
                + DidYouMean.among(List.of("rows", "percent"), written)
                    .map(near -> "; did you mean '" + near + "'?")
                    .orElse(""));
        yield Unit.ROWS;
      }
    };
  }

  private Optional<Expectation> expectation(Fields rule, String type) {
    var said = Arrays.stream(Operator.values()).filter(o -> rule.has(o.key())).toList();
    if (said.size() != 1) {
      problems.add(
          rule.line(),
          said.isEmpty()
              ? "the rule does not say what must be; add one of "
                  + Arrays.stream(Operator.values())
                      .map(Operator::key)
                      .collect(Collectors.joining(", "))
              : said.stream().map(o -> "'" + o.key() + "'").collect(Collectors.joining(" and "))
                  + " exclude each other; keep one, and write a second rule for the other");
      return Optional.empty();
    }
    var operator = said.getFirst();
    var operands = rule.texts(operator.key()).stream().map(Fields.Line::text).toList();
    boolean numbers = operands.stream().allMatch(o -> Numbers.of(o).isPresent());
    if (operands.size() != operator.operands()
        || (!numbers && (operator.orders() || type.equals("library")))) {
      problems.add(
          rule.line(operator.key()),
          "'"
              + operator.key()
              + "' takes "
              + (operator.operands() == 1 ? "a number" : "two numbers, the smaller first")
              + ", not "
              + (operands.isEmpty() ? "nothing" : String.join(", ", operands)));
      return Optional.empty();
    }
    if (operands.size() == 2
        && Numbers.of(operands.get(0))
                .orElseThrow()
                .compareTo(Numbers.of(operands.get(1)).orElseThrow())
            > 0) {
      problems.add(
          rule.line(operator.key()), "'" + operator.key() + "' takes the smaller number first");
      return Optional.empty();
    }
    return Optional.of(new Expectation(operator, operands));
  }

  private Optional<Measure> sql(Fields rule, Optional<String> column) {
    var query = rule.text("query").filter(q -> !q.isBlank());
    if (query.isEmpty()) {
      problems.add(rule.line(), "'query' is missing");
      return Optional.empty();
    }
    return Optional.of(new Measure.QueryValue(filled(query.get(), column)));
  }

  private Optional<Measure> custom(Fields rule, Optional<String> column) {
    var engine = rule.text("engine").orElse("");
    var text = rule.text("implementation").filter(t -> !t.isBlank());
    if (engine.isEmpty() || !rule.has("implementation")) {
      problems.add(rule.line(), "a custom rule has an 'engine' and an 'implementation'");
      return Optional.empty();
    }
    if (!engine.equals(ENGINE)) {
      notes.add(
          file.at(rule.line())
              + ": the rule is for the engine '"
              + engine
              + "' and is not checked here"
              + DidYouMean.among(List.of(ENGINE), engine)
                  .map(near -> "; did you mean '" + near + "'?")
                  .orElse(""));
      return Optional.empty();
    }
    if (text.isEmpty()) {
      problems.add(
          rule.line("implementation"),
          "'implementation' is a condition that every row fulfils, such as: amount >= 0");
      return Optional.empty();
    }
    return Optional.of(
        new Measure.FailingRows(new RowCondition.Holds(filled(text.get(), column)), "rows"));
  }

  /** Puts names in for the placeholders of the standard. */
  private String filled(String sql, Optional<String> column) {
    var name = Sql.qualified(table.parts());
    var filled = sql;
    for (var placeholder : List.of("object", "table", "schema", "model")) {
      filled = replaced(filled, placeholder, name);
    }
    if (column.isPresent()) {
      for (var placeholder : List.of("property", "column", "field")) {
        filled = replaced(filled, placeholder, Sql.identifier(column.get()));
      }
    }
    return filled;
  }

  private static String replaced(String sql, String placeholder, String name) {
    return sql.replace("${" + placeholder + "}", name).replace("{" + placeholder + "}", name);
  }
}
