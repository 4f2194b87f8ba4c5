package dev.prunella.bench.anomalies;

import dev.prunella.bench.anomalies.Damage.Kind;
import dev.prunella.local.duckdb.Sql;
import dev.prunella.local.engine.TransformationSql;
import dev.prunella.local.quality.TableColumns;
import dev.prunella.pipeline.Transformation;
import dev.prunella.quality.Anomaly;
import dev.prunella.quality.Explainer;
import dev.prunella.quality.Explanation;
import dev.prunella.quality.Picture;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Judges the clean days of a table's later half, and the same days damaged. */
final class AnomalyTrials {

  /** Days that are drawn before a kind is given up: not every day has what it hits. */
  private static final int DRAWS = 40;

  private final TableTrial trial;
  private final long seed;
  private final Consumer<String> log;
  private final Map<Kind, Tally> tallies = new EnumMap<>(Kind.class);
  private final List<Map<String, Object>> alarms = new ArrayList<>();
  private int cleanDays;
  private int explainedClean;

  AnomalyTrials(TableTrial trial, long seed, Consumer<String> log) {
    this.trial = trial;
    this.seed = seed;
    this.log = log;
  }

  Map<Kind, Tally> tallies() {
    return tallies;
  }

  int cleanDays() {
    return cleanDays;
  }

  List<Map<String, Object>> alarms() {
    return alarms;
  }

  int explainedClean() {
    return explainedClean;
  }

  private record Drawn(int day, Damage damage) {}

  /**
   * Goes through the days once.
   *
   * @param trials of each kind
   */
  void run(int trials) throws SQLException {
    var byDay = new TreeMap<Integer, List<Damage>>();
    for (var kind : Kind.values()) {
      tallies.put(kind, new Tally());
      for (int i = 0; i < trials; i++) {
        draw(kind, i)
            .ifPresent(d -> byDay.computeIfAbsent(d.day(), k -> new ArrayList<>()).add(d.damage()));
      }
    }
    for (int day = trial.burnIn(); day < trial.table().days().size(); day++) {
      var era = trial.era(day);
      clean(era, day);
      for (var damage : byDay.getOrDefault(day, List.of())) {
        judge(era, day, damage);
      }
    }
  }

  private void clean(Era era, int day) {
    cleanDays++;
    var history = era.history(day);
    var picture = era.picture(day);
    var found = era.detector(day).assess(history, picture);
    if (!found.isAlarm()) {
      return;
    }
    var rows = era.rows(day, trial.table().relation(day));
    var explanation = new Explainer(era.detector(day)).explain(history, picture, found, rows);
    explainedClean += explanation instanceof Explanation.Explained ? 1 : 0;
    var alarm = new LinkedHashMap<String, Object>();
    alarm.put("day", trial.table().days().get(day).toString());
    alarm.put("seen", found.anomalies().stream().limit(3).map(Anomaly::inWords).toList());
    alarm.put(
        "explanation",
        explanation instanceof Explanation.Explained e ? e.cause().toString() : "none");
    alarm.put("inverse", explanation instanceof Explanation.Explained e && e.inverse().isPresent());
    alarms.add(alarm);
    log.accept(trial.table().name() + " clean day alarms: " + alarm);
  }

  private Optional<Drawn> draw(Kind kind, int number) throws SQLException {
    long own = seed * 1_000_003 + kind.name().hashCode() * 7_919L + number * 31L;
    var random = new SplittableRandom(own + trial.table().name().hashCode());
    for (int draw = 0; draw < DRAWS; draw++) {
      int day = trial.burnIn() + random.nextInt(trial.table().days().size() - trial.burnIn());
      var damage = new Injector(trial.table(), day, random).damage(kind);
      if (damage.isPresent() && trial.differs(day, damage.get())) {
        return Optional.of(new Drawn(day, damage.get()));
      }
    }
    return Optional.empty();
  }

  private void judge(Era era, int day, Damage damage) throws SQLException {
    var tally = tallies.computeIfAbsent(damage.kind(), k -> new Tally());
    var relation = trial.store(damage);
    var rows = era.rows(day, relation);
    var history = era.history(day);
    var picture = Picture.of(era.outline(), rows.statistics());
    var detector = era.detector(day);
    var found = detector.assess(history, picture);
    if (!found.isAlarm()) {
      tally.missed();
      say(day, damage, "missed");
      return;
    }
    switch (new Explainer(detector).explain(history, picture, found, rows)) {
      case Explanation.Explained e -> {
        boolean right = Truth.isRight(e.cause(), damage, trial.table().start(day - 1));
        tally.explained(right);
        if (!right) {
          say(day, damage, "WRONG " + e.cause());
        }
        if (e.inverse().isPresent()) {
          boolean equal = restores(day, relation, e.inverse().get());
          tally.repaired(equal);
          if (!equal) {
            say(day, damage, "not restored by " + e.inverse().get());
          }
        }
      }
      case Explanation.Suspected s -> {
        boolean right = Truth.isRight(s.cause(), damage, trial.table().start(day - 1));
        tally.suspected(right);
        say(day, damage, "suspected" + (right ? " rightly " : " wrongly ") + s.cause());
      }
      case Explanation.Unexplained u -> {
        tally.abstained();
        say(
            day,
            damage,
            "unexplained: "
                + found.anomalies().stream().limit(2).map(Anomaly::inWords).toList()
                + " tried "
                + u.tried().stream().limit(3).toList());
      }
    }
  }

  private void say(int day, Damage damage, String what) {
    log.accept(
        trial.table().name()
            + " "
            + trial.table().days().get(day)
            + " "
            + damage.kind()
            + " "
            + damage.columns()
            + damage.category().map(Object::toString).orElse("")
            + " "
            + damage.amount()
            + ": "
            + what);
  }

  /** Whether the inverse gives the day's own rows again, to two decimals. */
  private boolean restores(int day, String relation, Transformation inverse) throws SQLException {
    var columns = TableColumns.of(trial.table().connection(), trial.table().relation(day));
    var rounded =
        columns.stream()
            .map(
                c -> {
                  var x = Sql.identifier(c.name());
                  return switch (c.type()) {
                    case NUMBER -> "round(CAST(" + x + " AS DOUBLE), 2)";
                    case TIME -> "epoch(" + x + ")";
                    case TEXT -> "CAST(" + x + " AS VARCHAR)";
                  };
                })
            .collect(Collectors.joining(", "));
    var names = columns.stream().map(TableColumns::name).toList();
    var repaired =
        "SELECT " + rounded + " FROM " + TransformationSql.over(relation, inverse, names) + " t";
    var original = "SELECT " + rounded + " FROM " + trial.table().relation(day) + " t";
    try (var statement = trial.table().connection().createStatement();
        var row =
            statement.executeQuery(
                "SELECT (SELECT count(*) FROM ("
                    + repaired
                    + " EXCEPT ALL "
                    + original
                    + ")) + (SELECT count(*) FROM ("
                    + original
                    + " EXCEPT ALL "
                    + repaired
                    + "))")) {
      row.next();
      return row.getLong(1) == 0;
    }
  }

  Map<String, Object> summary() {
    var out = new LinkedHashMap<String, Object>();
    out.put("days", trial.table().days().size());
    out.put("clean_days", cleanDays);
    out.put("false_alarms", alarms.size());
    out.put("false_alarm_share", Tally.share(alarms.size(), cleanDays));
    out.put("explained_though_clean", explainedClean);
    out.put("alarms", alarms);
    return out;
  }
}
