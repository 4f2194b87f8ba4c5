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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Reads the quality rules of one table. */
final class RuleReader {
  /** Whose rules over single rows are checked here. */
  static final String ENGINE = "prunella";

  private static final List<String> SEVERITIES =
      List.of("error", "warn", "warning", "info", "critical");

  private final CodePlace file;
  private final TableName table;
  private final Map<String, String> columns;
  private final Problems.Of problems;
  private final List<String> notes;

  /**
   * Reads for one table.
   *
   * @param columns what the contract calls them, and what they are called in the table
   */
  RuleReader(
      CodePlace file,
      TableName table,
      Map<String, String> columns,
      Problems.Of problems,
      List<String> notes) {
    this.file = file;
    this.table = table;
    this.columns = columns;
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
    var onFailure = custom.onFailure();
    var measure =
        switch (type) {
          case "library" -> library(rule, column);
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

  private Optional<Measure> library(Fields rule, Optional<String> column) {
    var metric =
        rule.text("metric").or(() -> rule.text("rule").filter(OdcsShapes.METRICS::contains));
    if (metric.isEmpty()) {
      if (!rule.has("metric")) {
        problems.add(
            rule.line(),
            "the rule names no metric: one of " + String.join(", ", OdcsShapes.METRICS));
      }
      return Optional.empty();
    }
    var arguments = rule.mapping("arguments");
    return switch (metric.get()) {
      case "rowCount" -> {
        known(arguments, List.of());
        yield Optional.of(new Measure.RowCount());
      }
      case "nullValues" -> {
        known(arguments, List.of());
        yield below(rule, metric.get(), column)
            .map(c -> rows(new RowCondition.Present(c), metric.get()));
      }
      case "missingValues" -> {
        known(arguments, List.of("missingValues"));
        yield below(rule, metric.get(), column).map(c -> rows(missing(c, arguments), metric.get()));
      }
      case "invalidValues" -> {
        known(arguments, List.of("validValues", "pattern"));
        yield below(rule, metric.get(), column)
            .flatMap(c -> invalid(c, rule, arguments))
            .map(c -> rows(c, metric.get()));
      }
      case "duplicateValues" -> {
        known(arguments, List.of("properties"));
        yield duplicates(rule, arguments, column);
      }
      // The shape has told it.
      default -> Optional.empty();
    };
  }

  private static Measure rows(RowCondition condition, String word) {
    return new Measure.FailingRows(condition, word);
  }

  private Optional<String> below(Fields rule, String metric, Optional<String> column) {
    if (column.isEmpty()) {
      problems.add(
          rule.line("metric"), "'" + metric + "' is about a column; put the rule below a property");
    }
    return column;
  }

  private void known(Optional<Fields> arguments, List<String> names) {
    for (var name : arguments.map(Fields::names).orElse(java.util.Set.of())) {
      if (!names.contains(name)) {
        problems.add(
            arguments.orElseThrow().line(name),
            "unknown key 'arguments."
                + name
                + "'"
                + DidYouMean.among(names, name)
                    .map(near -> ", did you mean '" + near + "'?")
                    .orElse(
                        names.isEmpty()
                            ? "; this metric has no arguments"
                            : "; known are " + String.join(", ", names)));
      }
    }
  }

  private static RowCondition missing(String column, Optional<Fields> arguments) {
    if (arguments.filter(a -> a.has("missingValues")).isEmpty()) {
      return new RowCondition.NotMissing(column, List.of(""), true);
    }
    var words = arguments.orElseThrow().texts("missingValues");
    boolean nulls =
        arguments.orElseThrow().node("missingValues").stream()
            .filter(SequenceNode.class::isInstance)
            .flatMap(node -> ((SequenceNode) node).getValue().stream())
            .anyMatch(RuleReader::isNull);
    return new RowCondition.NotMissing(
        column, words.stream().map(Fields.Line::text).toList(), nulls);
  }

  private static boolean isNull(org.yaml.snakeyaml.nodes.Node node) {
    return node instanceof ScalarNode scalar
        && scalar.isPlain()
        && scalar.getTag().equals(Tag.NULL);
  }

  private Optional<RowCondition> invalid(String column, Fields rule, Optional<Fields> arguments) {
    var conditions = new ArrayList<RowCondition>();
    var values = arguments.map(a -> a.texts("validValues")).orElse(List.of());
    if (!values.isEmpty()) {
      conditions.add(
          new RowCondition.OneOf(column, values.stream().map(Fields.Line::text).toList()));
    }
    arguments
        .flatMap(a -> a.text("pattern"))
        .ifPresent(pattern -> conditions.add(new RowCondition.Matches(column, pattern)));
    if (conditions.isEmpty()) {
      problems.add(
          rule.line("metric"),
          "'invalidValues' does not say what is valid; add arguments: {validValues: [...]} or {pattern: ...}");
      return Optional.empty();
    }
    return Optional.of(
        conditions.size() == 1 ? conditions.getFirst() : new RowCondition.All(conditions));
  }

  private Optional<Measure> duplicates(
      Fields rule, Optional<Fields> arguments, Optional<String> column) {
    var names = arguments.map(a -> a.texts("properties")).orElse(List.of());
    var found = new ArrayList<String>();
    for (var name : names) {
      var known = columns.get(name.text());
      if (known == null) {
        problems.add(
            name.line(),
            "there is no property '"
                + name.text()
                + "' in this table"
                + DidYouMean.among(columns.keySet(), name.text())
                    .map(near -> "; did you mean '" + near + "'?")
                    .orElse(""));
        return Optional.empty();
      }
      found.add(known);
    }
    if (found.isEmpty()) {
      column.ifPresent(found::add);
    }
    if (found.isEmpty()) {
      problems.add(
          rule.line("metric"),
          "'duplicateValues' of a table names its columns: arguments: {properties: [...]}");
      return Optional.empty();
    }
    return Optional.of(
        new Measure.DuplicateRows(found.stream().distinct().toList(), "duplicateValues"));
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
    return Optional.of(rows(new RowCondition.Holds(filled(text.get(), column)), "rows"));
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
