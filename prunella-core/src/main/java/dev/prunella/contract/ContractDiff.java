package dev.prunella.contract;

import dev.prunella.contract.ContractChange.Effect;
import dev.prunella.contract.ContractChange.Subject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What changed between two versions of what is promised, judged from the side of those who rely on
 * it: less promised is breaking, more is compatible, and what cannot be told is breaking.
 */
public final class ContractDiff {
  private final ContractTable before;
  private final ContractTable after;
  private final List<ContractChange> changes = new ArrayList<>();

  private ContractDiff(ContractTable before, ContractTable after) {
    this.before = before;
    this.after = after;
  }

  /** The changes from one set of contracts to another, table by table. */
  public static List<ContractChange> between(List<Contract> before, List<Contract> after) {
    var changes = new ArrayList<ContractChange>();
    for (var contract : before) {
      for (var table : contract.tables()) {
        var now = find(after, table);
        if (now.isEmpty()) {
          changes.add(
              change(
                  Effect.BREAKING, Subject.PRESENCE, table, table.place(), "no longer promised"));
        } else {
          changes.addAll(new ContractDiff(table, now.get()).changes());
        }
      }
    }
    for (var contract : after) {
      for (var table : contract.tables()) {
        if (find(before, table).isEmpty()) {
          changes.add(
              change(Effect.COMPATIBLE, Subject.PRESENCE, table, table.place(), "newly promised"));
        }
      }
    }
    for (var contract : after) {
      before.stream()
          .filter(b -> b.id().equals(contract.id()))
          .filter(b -> !b.people().equals(contract.people()))
          .findFirst()
          .flatMap(_ -> contract.tables().stream().findFirst())
          .ifPresent(
              table ->
                  changes.add(
                      change(
                          Effect.COMPATIBLE,
                          Subject.OTHER,
                          table,
                          contract.place(),
                          "other people answer for it")));
    }
    return List.copyOf(changes);
  }

  private static Optional<ContractTable> find(List<Contract> contracts, ContractTable table) {
    return contracts.stream().flatMap(c -> c.table(table.table()).stream()).findFirst();
  }

  private static ContractChange change(
      Effect effect, Subject subject, ContractTable table, CodePlace place, String sentence) {
    return new ContractChange(effect, subject, table.table(), Optional.empty(), place, sentence);
  }

  private List<ContractChange> changes() {
    for (var column : before.columns()) {
      var now = after.column(column.name());
      if (now.isEmpty()) {
        add(Effect.BREAKING, Subject.PRESENCE, column, column.place(), "no longer promised");
      } else {
        compare(column, now.get());
      }
    }
    for (var column : after.columns()) {
      if (before.column(column.name()).isEmpty()) {
        add(Effect.COMPATIBLE, Subject.PRESENCE, column, column.place(), "newly promised");
      }
    }
    if (!before.primaryKey().equals(after.primaryKey())) {
      changes.add(
          change(
              before.primaryKey().isEmpty() ? Effect.COMPATIBLE : Effect.BREAKING,
              Subject.UNIQUENESS,
              after,
              after.place(),
              "the primary key was "
                  + words(before.primaryKey())
                  + " and is "
                  + words(after.primaryKey())));
    }
    rules(Optional.empty(), before.rules(), after.rules());
    freshness();
    if (!before.onAnomaly().equals(after.onAnomaly())) {
      changes.add(
          change(
              after.onAnomaly().equals(Optional.of(OnAnomaly.WARN))
                  ? Effect.BREAKING
                  : Effect.COMPATIBLE,
              Subject.RULE,
              after,
              after.place(),
              "an anomaly now "
                  + after
                      .onAnomaly()
                      .map(a -> a == OnAnomaly.HOLD ? "holds" : "only warns")
                      .orElse("holds")));
    }
    return changes;
  }

  private static String words(List<String> key) {
    return key.isEmpty() ? "none" : String.join(", ", key);
  }

  private void add(
      Effect effect, Subject subject, Column column, CodePlace place, String sentence) {
    changes.add(
        new ContractChange(
            effect, subject, before.table(), Optional.of(column.name()), place, sentence));
  }

  private void compare(Column was, Column is) {
    type(was, is);
    if (was.required() != is.required()) {
      add(
          was.required() ? Effect.BREAKING : Effect.COMPATIBLE,
          Subject.REQUIRED,
          is,
          is.place(),
          was.required() ? "may now be null" : "is now never null");
    }
    if (was.unique() != is.unique()) {
      add(
          was.unique() ? Effect.BREAKING : Effect.COMPATIBLE,
          Subject.UNIQUENESS,
          is,
          is.place(),
          was.unique() ? "may now repeat" : "is now unique");
    }
    for (var limit : was.limits()) {
      if (!is.limits().contains(limit)) {
        add(Effect.BREAKING, Subject.RULE, is, is.place(), "no longer: " + limit.words());
      }
    }
    for (var limit : is.limits()) {
      if (!was.limits().contains(limit)) {
        add(Effect.COMPATIBLE, Subject.RULE, is, is.place(), "now: " + limit.words());
      }
    }
    boolean ofRows = is.mustHaveValue() || !is.limits().isEmpty();
    if (ofRows && was.onFailure().compareTo(is.onFailure()) != 0) {
      failing(Optional.of(is.name()), is.place(), was.onFailure(), is.onFailure());
    }
    rules(Optional.of(is.name()), was.rules(), is.rules());
  }

  private void type(Column was, Column is) {
    if (!was.logicalType().equals(is.logicalType())) {
      add(
          was.logicalType().isEmpty() ? Effect.COMPATIBLE : Effect.BREAKING,
          Subject.TYPE,
          is,
          is.place(),
          "was "
              + was.logicalType().map(LogicalType::word).orElse("of any type")
              + " and is "
              + is.logicalType().map(LogicalType::word).orElse("of any type"));
    }
    if (!was.physicalType().equals(is.physicalType())) {
      add(
          was.physicalType().isEmpty() ? Effect.COMPATIBLE : Effect.BREAKING,
          Subject.TYPE,
          is,
          is.place(),
          "was "
              + was.physicalType().orElse("of any physical type")
              + " and is "
              + is.physicalType().orElse("of any physical type"));
    }
  }

  private void rules(Optional<String> column, List<Rule> was, List<Rule> is) {
    var now = new LinkedHashMap<String, Rule>();
    is.forEach(rule -> now.putIfAbsent(key(rule), rule));
    var old = new LinkedHashMap<String, Rule>();
    was.forEach(rule -> old.putIfAbsent(key(rule), rule));
    for (var rule : old.entrySet()) {
      var same = now.get(rule.getKey());
      if (same == null) {
        add(Effect.BREAKING, column, rule.getValue(), "no longer: " + words(rule.getValue()));
      } else {
        compare(column, rule.getValue(), same);
      }
    }
    for (Map.Entry<String, Rule> rule : now.entrySet()) {
      if (!old.containsKey(rule.getKey())) {
        add(Effect.COMPATIBLE, column, rule.getValue(), "now: " + words(rule.getValue()));
      }
    }
  }

  /** A rule is the same when it has the same name, or else measures the same. */
  private static String key(Rule rule) {
    return rule.id().map(id -> "#" + id).orElse(rule.measure().toString());
  }

  private static String words(Rule rule) {
    var what =
        switch (rule.measure()) {
          case Measure.FailingRows rows -> "rows where not " + rows.condition().words();
          case Measure.DuplicateRows rows -> "repeated " + String.join(", ", rows.columns());
          case Measure.QueryValue _ -> rule.id().orElse("a rule in SQL");
          case Measure.RowCount _, Measure.HasColumn _, Measure.Age _ -> rule.measure().word();
        };
    return what + " " + rule.expectation() + (rule.unit() == Unit.PERCENT ? " percent" : "");
  }

  private void compare(Optional<String> column, Rule was, Rule is) {
    if (!was.measure().equals(is.measure())) {
      add(
          Effect.BREAKING,
          column,
          is,
          "another rule under the same name: was " + words(was) + ", is " + words(is));
    } else if (!was.expectation().equals(is.expectation()) || was.unit() != is.unit()) {
      boolean tighter = was.unit() == is.unit() && is.expectation().impliesOther(was.expectation());
      add(
          tighter ? Effect.COMPATIBLE : Effect.BREAKING,
          column,
          is,
          "was " + words(was) + ", is " + words(is));
    }
    if (was.severity() != is.severity()) {
      add(
          is.severity() == Severity.WARN ? Effect.BREAKING : Effect.COMPATIBLE,
          column,
          is,
          words(is) + (is.severity() == Severity.WARN ? ": now only warns" : ": now holds"));
    }
    if (is.measure().findsRows() && was.onFailure().compareTo(is.onFailure()) != 0) {
      failing(column, is.place(), was.onFailure(), is.onFailure());
    }
  }

  /** Rows laid aside are missing for those who rely on them: so the other way it is compatible. */
  private void failing(Optional<String> column, CodePlace place, OnFailure was, OnFailure is) {
    changes.add(
        new ContractChange(
            is.compareTo(was) < 0 ? Effect.COMPATIBLE : Effect.BREAKING,
            Subject.RULE,
            after.table(),
            column,
            place,
            switch (is.action()) {
              case QUARANTINE ->
                  "rows that fail are now laid aside, up to a share of " + is.maxShare();
              case UNSAID ->
                  "rows that fail now hold the publication, or are laid aside by a remedy";
              case HOLD -> "rows that fail now hold the publication";
            }));
  }

  private void add(Effect effect, Optional<String> column, Rule rule, String sentence) {
    changes.add(
        new ContractChange(effect, Subject.RULE, after.table(), column, rule.place(), sentence));
  }

  private void freshness() {
    for (var was : before.freshness()) {
      var is = after.freshness().stream().filter(f -> f.column().equals(was.column())).findFirst();
      if (is.isEmpty()) {
        changes.add(
            change(
                Effect.BREAKING,
                Subject.FRESHNESS,
                before,
                was.place(),
                "no longer at most " + Durations.words(was.most()) + " old"));
      } else if (!is.get().most().equals(was.most()) || is.get().severity() != was.severity()) {
        boolean tighter =
            is.get().most().compareTo(was.most()) <= 0
                && is.get().severity().compareTo(was.severity()) <= 0;
        changes.add(
            change(
                tighter ? Effect.COMPATIBLE : Effect.BREAKING,
                Subject.FRESHNESS,
                after,
                is.get().place(),
                "was at most "
                    + Durations.words(was.most())
                    + " old, is at most "
                    + Durations.words(is.get().most())
                    + (is.get().severity() == Severity.WARN ? ", and only warns" : "")));
      }
    }
    for (var is : after.freshness()) {
      if (before.freshness().stream().noneMatch(f -> f.column().equals(is.column()))) {
        changes.add(
            change(
                Effect.COMPATIBLE,
                Subject.FRESHNESS,
                after,
                is.place(),
                "now at most " + Durations.words(is.most()) + " old"));
      }
    }
  }
}
