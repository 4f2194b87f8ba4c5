package dev.prunella.contract;

import dev.prunella.refs.ObjectId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Turns what a contract promises of a table into checks with stable ids. */
final class DerivedChecks {
  /** Digits of a hash that tell rules of one kind apart. */
  private static final int DIGITS = 6;

  private final ContractTable table;
  private final List<Check> checks = new ArrayList<>();

  private DerivedChecks(ContractTable table) {
    this.table = table;
  }

  static List<Check> of(ContractTable table) {
    var derived = new DerivedChecks(table);
    table.columns().forEach(derived::column);
    derived.key();
    table.columns().forEach(c -> c.rules().forEach(r -> derived.rule(Optional.of(c.name()), r)));
    table.rules().forEach(r -> derived.rule(Optional.empty(), r));
    table.freshness().forEach(derived::freshness);
    return distinct(derived.checks);
  }

  private void column(Column column) {
    var name = Optional.of(column.name());
    add(
        name,
        new Measure.HasColumn(column.name(), column.logicalType(), column.physicalType()),
        new Expectation(Expectation.Operator.BE, List.of("1")),
        Dimension.CONFORMITY,
        column.name() + " is a column of the table",
        column.place(),
        OnFailure.UNSAID);
    if (column.mustHaveValue()) {
      var present = new RowCondition.Present(column.name());
      add(
          name,
          new Measure.FailingRows(present, "required"),
          Expectation.NONE,
          Dimension.COMPLETENESS,
          present.words(),
          column.place(),
          column.onFailure());
    }
    for (var limit : column.limits()) {
      add(
          name,
          new Measure.FailingRows(limit, word(limit)),
          Expectation.NONE,
          Dimension.CONFORMITY,
          limit.words(),
          column.place(),
          column.onFailure());
    }
    if (column.unique() && !table.primaryKey().equals(List.of(column.name()))) {
      add(
          name,
          new Measure.DuplicateRows(List.of(column.name()), "unique"),
          Expectation.NONE,
          Dimension.UNIQUENESS,
          column.name() + " is unique",
          column.place(),
          OnFailure.UNSAID);
    }
  }

  private static String word(RowCondition limit) {
    return switch (limit) {
      case RowCondition.Present _ -> "required";
      case RowCondition.NotMissing _ -> "missing";
      case RowCondition.OneOf _ -> "values";
      case RowCondition.Matches _ -> "pattern";
      case RowCondition.Within _ -> "range";
      case RowCondition.Length _ -> "length";
      case RowCondition.MultipleOf _ -> "multipleOf";
      case RowCondition.Holds _ -> "rows";
      case RowCondition.All _ -> "values";
    };
  }

  private void key() {
    var key = table.primaryKey();
    if (key.isEmpty()) {
      return;
    }
    add(
        Optional.empty(),
        new Measure.DuplicateRows(key, "primaryKey"),
        Expectation.NONE,
        Dimension.UNIQUENESS,
        String.join(", ", key) + (key.size() == 1 ? " is" : " are together") + " unique",
        table.column(key.getFirst()).map(Column::place).orElse(table.place()),
        OnFailure.UNSAID);
  }

  private void add(
      Optional<String> column,
      Measure measure,
      Expectation expectation,
      Dimension dimension,
      String description,
      CodePlace place,
      OnFailure onFailure) {
    checks.add(
        new Check(
            id(column, measure.word()),
            table.table(),
            measure,
            expectation,
            Unit.ROWS,
            Severity.ERROR,
            dimension,
            description,
            place,
            onFailure));
  }

  private void rule(Optional<String> column, Rule rule) {
    checks.add(
        new Check(
            id(column, rule.id().orElse(rule.measure().word())),
            table.table(),
            rule.measure(),
            rule.expectation(),
            rule.unit(),
            rule.severity(),
            rule.dimension(),
            rule.description().isEmpty() ? words(rule.measure()) : rule.description(),
            rule.place(),
            rule.onFailure()));
  }

  private static String words(Measure measure) {
    return switch (measure) {
      case Measure.HasColumn column -> column.column() + " is a column of the table";
      case Measure.RowCount _ -> "number of rows";
      case Measure.FailingRows rows -> rows.condition().words();
      case Measure.DuplicateRows rows -> String.join(", ", rows.columns()) + " is not repeated";
      case Measure.QueryValue query -> query.sql().strip().lines().findFirst().orElse("a query");
      case Measure.Age age -> age.column().orElse("the table") + " is fresh";
    };
  }

  private void freshness(Freshness freshness) {
    var measure = new Measure.Age(freshness.column(), freshness.most());
    checks.add(
        new Check(
            id(freshness.column(), freshness.id().orElse(measure.word())),
            table.table(),
            measure,
            new Expectation(
                Expectation.Operator.LESS_OR_EQUAL,
                List.of(Long.toString(freshness.most().toSeconds()))),
            Unit.ROWS,
            freshness.severity(),
            Dimension.TIMELINESS,
            freshness.description().isEmpty() ? words(measure) : freshness.description(),
            freshness.place(),
            OnFailure.UNSAID));
  }

  private String id(Optional<String> column, String word) {
    return table.table() + column.map(c -> "." + c).orElse("") + "." + word;
  }

  /** Where two have one id, what they promise tells them apart, not where they stand. */
  private static List<Check> distinct(List<Check> checks) {
    var times = new HashMap<String, Integer>();
    checks.forEach(check -> times.merge(check.id(), 1, Integer::sum));
    var taken = new HashMap<String, Integer>();
    return checks.stream()
        .map(c -> times.getOrDefault(c.id(), 0) == 1 ? c : renamed(c, taken))
        .toList();
  }

  private static Check renamed(Check c, Map<String, Integer> taken) {
    var promise = c.measure() + " " + c.expectation() + " " + c.unit();
    var hash = ObjectId.of(promise.getBytes(StandardCharsets.UTF_8)).hex().substring(0, DIGITS);
    var id = c.id() + "~" + hash;
    int before = taken.merge(id, 1, Integer::sum);
    return new Check(
        before == 1 ? id : id + "~" + before,
        c.table(),
        c.measure(),
        c.expectation(),
        c.unit(),
        c.severity(),
        c.dimension(),
        c.description(),
        c.place(),
        c.onFailure());
  }
}
