package dev.prunella.app.heal;

import dev.prunella.app.run.Workspace;
import dev.prunella.heal.Finding;
import dev.prunella.heal.Reference;
import dev.prunella.heal.Sandbox.Proof;
import dev.prunella.local.engine.StepRows;
import dev.prunella.local.quality.IntervalInspector.Inspection;
import dev.prunella.pipeline.DataInterval;
import dev.prunella.pipeline.RunId;
import dev.prunella.pipeline.RunRequest;
import dev.prunella.pipeline.StepTask;
import dev.prunella.pipeline.StepWatch;
import dev.prunella.pipeline.Transformation;
import dev.prunella.quality.Explanation.Explained;
import dev.prunella.refs.Ref;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.Table;

/**
 * Proofs against the counterfactual, on intervals that are known to be good: a change that would
 * pass unseen there proves nothing by passing here, and damage done there on purpose must be found,
 * named and taken back.
 */
final class ProofsOnGoodIntervals {
  private static final int MOST_GOOD = 3;

  private final Workspace workspace;
  private final RunRequest request;
  private final RunId run;
  private final StepWatch watch;

  /**
   * @param run the rehearsed run
   */
  ProofsOnGoodIntervals(Workspace workspace, RunRequest request, RunId run, StepWatch watch) {
    this.workspace = workspace;
    this.request = request;
    this.run = run;
    this.watch = watch;
  }

  List<Proof> of(Finding finding, Transformation change) {
    var main = main(finding);
    if (main.isEmpty()) {
      return List.of(Proof.unknown("main has no earlier intervals to try it on"));
    }
    var now = request.interval().orElseThrow();
    var good = List.copyOf(StepRows.written(main.get(), now, MOST_GOOD).keySet());
    if (good.isEmpty()) {
      return List.of(Proof.unknown("main has no earlier intervals to try it on"));
    }
    var proofs = new ArrayList<Proof>();
    switch (change) {
      case Transformation.Scale _,
          Transformation.FlipDayAndMonth _,
          Transformation.Shift _,
          Transformation.Swap _,
          Transformation.Convert _ ->
          proofs.add(wouldBeSeen(finding, main.get(), good, change));
      case Transformation.Distinct _ ->
          proofs.add(changesNothing(finding, main.get(), good, change));
      // Codes, spellings, cells and copies that good intervals do not have are not changed there.
      case Transformation.Recode _,
          Transformation.Respell _,
          Transformation.Cells _,
          Transformation.KeepOneIn _ -> {}
    }
    switch (change) {
      case Transformation.Convert c ->
          proofs.add(isConvertedAlike(finding, main.get(), good.getFirst(), c));
      default ->
          damage(change)
              .ifPresent(d -> proofs.add(isFoundAndNamed(finding, main.get(), good, d, change)));
    }
    return proofs;
  }

  /** Done to good intervals, the correction itself must raise the alarm: else no alarm says no. */
  private Proof wouldBeSeen(
      Finding finding, Table main, List<DataInterval> good, Transformation change) {
    int seen = 0;
    for (var interval : good) {
      seen +=
          there(main, finding, interval, change)
                  .filter(c -> isAlarm(main, finding, interval, c))
                  .isPresent()
              ? 1
              : 0;
    }
    var words = "done to %d good intervals it is seen in %d".formatted(good.size(), seen);
    return seen == good.size() ? Proof.holds(words) : Proof.unknown(words);
  }

  /** A change as it would be in another interval; empty where that has no such rows or rates. */
  private Optional<Transformation> there(
      Table main, Finding finding, DataInterval interval, Transformation change) {
    return change instanceof Transformation.Convert c
        ? workspace
            .otherUnits()
            .like(main, task(finding, interval), c, watch)
            .map(Transformation.class::cast)
        : Optional.of(change);
  }

  /** A good interval, written in that unit on purpose, is found to be so, and nothing else. */
  private Proof isConvertedAlike(
      Finding finding, Table main, DataInterval interval, Transformation.Convert change) {
    var task = task(finding, interval);
    var label = label(interval);
    var there = workspace.otherUnits().like(main, task, change, watch);
    if (there.isEmpty()) {
      return Proof.unknown(label + " has no such rows, or no rates for them");
    }
    var damage = there.get().reversed();
    var reference =
        new Reference(
            change.column(),
            change.at(),
            change.rates().table(),
            change.rates().unitColumn(),
            change.rates().dayColumn(),
            change.rates().rateColumn(),
            change.divides(),
            Optional.empty());
    boolean found =
        workspace.otherUnits().near(main, task, reference, Optional.of(damage), watch).stream()
            .findFirst()
            .filter(c -> c.within().equals(change.within()))
            .filter(c -> c.rates().unit().equals(change.rates().unit()))
            .isPresent();
    return found && isAlarm(main, finding, interval, damage)
        ? Proof.holds("the same done to " + label + " is found, and named alike")
        : Proof.unknown("the same done to " + label + " is not named alike");
  }

  /** Rows that are equal by nature would be lost with those that came twice. */
  private Proof changesNothing(
      Finding finding, Table main, List<DataInterval> good, Transformation change) {
    for (var interval : good) {
      var task = task(finding, interval);
      if (!(workspace.inspector().inspect(main, task, watch) instanceof Inspection.Judged before)
          || !(workspace.inspector().inspectUnder(main, task, change, watch)
              instanceof Inspection.Judged after)
          || before.statistics().rows() != after.statistics().rows()) {
        return Proof.unknown(label(interval) + " has equal rows that are right");
      }
    }
    return Proof.holds("%d good intervals have no equal rows".formatted(good.size()));
  }

  private boolean isAlarm(
      Table main, Finding finding, DataInterval interval, Transformation change) {
    return workspace.inspector().isAlarmUnder(main, task(finding, interval), change, watch);
  }

  /** The same damage, done to a good interval on purpose, is explained by the same inverse. */
  private Proof isFoundAndNamed(
      Finding finding,
      Table main,
      List<DataInterval> good,
      Transformation damage,
      Transformation change) {
    var interval = good.getFirst();
    var inspected =
        workspace.inspector().inspectUnder(main, task(finding, interval), damage, watch);
    var label = label(interval);
    if (inspected instanceof Inspection.Judged judged
        && judged.explanation().orElse(null) instanceof Explained explained
        && explained.inverse().filter(i -> isAlike(i, change)).isPresent()) {
      return Proof.holds("the same done to " + label + " is found, and named alike");
    }
    return Proof.unknown("the same done to " + label + " is not named alike");
  }

  private static boolean isAlike(Transformation one, Transformation other) {
    if (one instanceof Transformation.Scale a && other instanceof Transformation.Scale b) {
      return a.within().equals(b.within())
          && a.columns().stream().anyMatch(b.columns()::contains)
          && Math.abs(a.factor() / b.factor() - 1) < 0.01;
    }
    return one.equals(other);
  }

  /** What a correction takes back; empty where many damages have the same inverse. */
  private static Optional<Transformation> damage(Transformation change) {
    return switch (change) {
      case Transformation.Scale s ->
          Optional.of(
              new Transformation.Scale(s.columns(), 1 / s.factor(), Optional.empty(), s.within()));
      case Transformation.FlipDayAndMonth f -> Optional.of(f);
      case Transformation.Shift s ->
          Optional.of(new Transformation.Shift(s.columns(), s.by().negated()));
      case Transformation.Swap s -> Optional.of(s);
      case Transformation.Recode r -> reversed(r);
      case Transformation.KeepOneIn _,
          Transformation.Distinct _,
          Transformation.Respell _,
          Transformation.Cells _ ->
          Optional.empty();
      case Transformation.Convert c -> Optional.of(c.reversed());
    };
  }

  /** Empty where two codes had one meaning: what was one cannot be told apart. */
  private static Optional<Transformation> reversed(Transformation.Recode recode) {
    var back = new HashMap<String, String>();
    recode.values().forEach((from, to) -> back.put(to, from));
    return back.size() == recode.values().size()
        ? Optional.of(new Transformation.Recode(recode.column(), back))
        : Optional.empty();
  }

  private Optional<Table> main(Finding finding) {
    var lake = workspace.lake();
    return lake.table(lake.lake().head(Ref.MAIN), finding.table().key());
  }

  private StepTask task(Finding finding, DataInterval interval) {
    return request.task(finding.step(), run, Ref.MAIN).over(interval);
  }

  private String label(DataInterval interval) {
    return request.pipeline().calendar().map(c -> c.label(interval)).orElse(interval.toString());
  }
}
