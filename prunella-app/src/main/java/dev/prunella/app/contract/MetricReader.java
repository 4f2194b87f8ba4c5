package dev.prunella.app.contract;

import dev.prunella.app.yaml.Fields;
import dev.prunella.app.yaml.Problems;
import dev.prunella.contract.Measure;
import dev.prunella.contract.RowCondition;
import dev.prunella.refs.DidYouMean;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Reads the metrics that the standard brings along. */
final class MetricReader {
  private final Map<String, String> columns;
  private final Problems.Of problems;

  /**
   * Reads for one table.
   *
   * @param columns what the contract calls them, and what they are called in the table
   */
  MetricReader(Map<String, String> columns, Problems.Of problems) {
    this.columns = columns;
    this.problems = problems;
  }

  /** What the rule measures; empty, and a problem, when that cannot be told. */
  Optional<Measure> read(Fields rule, Optional<String> column) {
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
    for (var name : arguments.map(Fields::names).orElse(Set.of())) {
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
            .anyMatch(MetricReader::isNull);
    return new RowCondition.NotMissing(
        column, words.stream().map(Fields.Line::text).toList(), nulls);
  }

  private static boolean isNull(Node node) {
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
}
