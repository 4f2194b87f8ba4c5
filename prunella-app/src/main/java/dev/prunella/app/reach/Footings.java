package dev.prunella.app.reach;

import dev.prunella.app.project.LoadedProject;
import dev.prunella.app.project.LoadedProject.Scheduled;
import dev.prunella.contract.Severity;
import dev.prunella.heal.Footing;
import dev.prunella.heal.Reach;
import dev.prunella.local.quality.AnomalyJudge;
import dev.prunella.local.quality.IntervalInspector;
import dev.prunella.pipeline.Promises.Anomalies;
import dev.prunella.pipeline.Step;
import dev.prunella.refs.TableName;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/** What stands around each step of a project. For one look, by one thread. */
final class Footings {
  private final LoadedProject project;
  private final ToIntFunction<TableName> published;
  private final Predicate<TableName> references;
  private final long mostMemory;
  private final Map<TableName, Scheduled> pipelines = new HashMap<>();
  private final boolean sqlAnywhere;
  private final Set<TableName> compiled = new HashSet<>();
  private final Set<TableName> ownSql = new HashSet<>();
  private final Set<TableName> ownCode = new HashSet<>();
  private final Set<TableName> promisedBelow = new HashSet<>();
  private final Map<TableName, Integer> intervals = new HashMap<>();

  /**
   * Those of a project.
   *
   * @param published how many intervals main has of a table
   * @param references whether a note says where it stands what a table's numbers may be worth
   * @param mostMemory that a step may be given, in bytes
   */
  Footings(
      LoadedProject project,
      ToIntFunction<TableName> published,
      Predicate<TableName> references,
      long mostMemory) {
    this.project = project;
    this.published = published;
    this.references = references;
    this.mostMemory = mostMemory;
    project
        .pipelines()
        .forEach(p -> p.pipeline().graph().tables().forEach(t -> pipelines.putIfAbsent(t, p)));
    project.dbt().ifPresent(dbt -> compiled.addAll(dbt.whole().pipeline().graph().tables()));
    var order = project.graph().inOrder();
    sqlAnywhere = order.stream().anyMatch(step -> textOf(step) == Footing.Text.SQL);
    for (var step : order) {
      var reads = project.graph().readsInside(step.table());
      var text = textOf(step);
      if (text == Footing.Text.SQL || reads.stream().anyMatch(ownSql::contains)) {
        ownSql.add(step.table());
      }
      if (text == Footing.Text.SQL
          || text == Footing.Text.PROGRAM
          || reads.stream().anyMatch(ownCode::contains)) {
        ownCode.add(step.table());
      }
    }
    for (var step : order.reversed()) {
      if (project.graph().readersOf(step.table()).stream()
          .flatMap(reader -> project.graph().step(reader).stream())
          .anyMatch(reader -> promises(reader) || promisedBelow.contains(reader.table()))) {
        promisedBelow.add(step.table());
      }
    }
  }

  Footing of(Step step) {
    var blind = blind(step);
    return new Footing(
        step,
        isByInterval(step),
        textOf(step),
        ownSql.contains(step.table()),
        ownCode.contains(step.table()),
        sqlAnywhere,
        blind,
        holdsByContract(step)
            || promisedBelow.contains(step.table())
            || (blind.isEmpty() && holdsByHistory(step)),
        references.test(step.table()),
        mostMemory);
  }

  /** The pipeline that makes a table; the first of several. */
  Optional<Scheduled> pipeline(Step step) {
    return Optional.ofNullable(pipelines.get(step.table()));
  }

  /** Whether dbt's project has it: then what concerns it is said there. */
  boolean isDbts(Step step) {
    return compiled.contains(step.table());
  }

  boolean isByInterval(Step step) {
    return pipeline(step).flatMap(p -> p.pipeline().calendar()).isPresent();
  }

  Footing.Text textOf(Step step) {
    return switch (step.work()) {
      case Step.Work.Load _ -> Footing.Text.LOADED;
      case Step.Work.Sql _ -> isDbts(step) ? Footing.Text.ELSEWHERE : Footing.Text.SQL;
      case Step.Work.Python _, Step.Work.Command _ -> Footing.Text.PROGRAM;
    };
  }

  /** How many good intervals of it there are: main has no others. */
  int intervals(Step step) {
    return intervals.computeIfAbsent(step.table(), published::applyAsInt);
  }

  /** Why its rows are not compared with those before them; empty where they are. */
  Optional<Reach.Beyond> blind(Step step) {
    if (!isByInterval(step)) {
      return Optional.of(
          Reach.beyond(
              IntervalInspector.NO_INTERVALS, "give its pipeline an 'interval' in prunella.yaml"));
    }
    var notTold = AnomalyJudge.notToBeTold(step);
    if (notTold.isPresent()) {
      return notTold.map(Reach::beyond);
    }
    int known = intervals(step);
    return known < IntervalInspector.FEWEST
        ? Optional.of(
            Reach.beyond(
                IntervalInspector.tooFew(known), "prunella backfill brings more of its past"))
        : Optional.empty();
  }

  static boolean holdsByContract(Step step) {
    return step.promises().checks().stream().anyMatch(c -> c.severity() == Severity.ERROR);
  }

  private boolean holdsByHistory(Step step) {
    return step.promises().anomalies() == Anomalies.HOLD
        && intervals(step) >= IntervalInspector.TO_HOLD;
  }

  /** Of what is made from a table it is enough that it can hold once it is old enough. */
  private static boolean promises(Step step) {
    return holdsByContract(step) || step.promises().anomalies() == Anomalies.HOLD;
  }

  LoadedProject project() {
    return project;
  }
}
