package dev.prunella.app.heal;

import dev.prunella.app.run.Workspace;
import dev.prunella.heal.Finding;
import dev.prunella.heal.Reference;
import dev.prunella.heal.Remedy;
import dev.prunella.heal.Sandbox.Proof;
import dev.prunella.local.engine.StepRows;
import dev.prunella.local.quality.IntervalInspector.Inspection;
import dev.prunella.pipeline.Correction;
import dev.prunella.pipeline.Correction.Effect;
import dev.prunella.pipeline.DataInterval;
import dev.prunella.pipeline.RunRequest;
import dev.prunella.pipeline.RunState;
import dev.prunella.pipeline.StepTask;
import dev.prunella.pipeline.StepWatch;
import dev.prunella.pipeline.Transformation;
import dev.prunella.pipeline.Verdict;
import dev.prunella.quality.Assessment;
import dev.prunella.quality.CauseWords;
import dev.prunella.quality.Explanation.Explained;
import dev.prunella.refs.Entry;
import dev.prunella.refs.Ref;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.Table;

/**
 * Proofs against the counterfactual, on intervals that are known to be good: a change that would
 * pass unseen there proves nothing by passing here, and damage done there on purpose must be found,
 * named and taken back.
 */
final class Proofs {
  private static final int MOST_GOOD = 3;
  private static final int MOST_LETTERS = 10;

  /** So rare may a day be on which a damage was taken back, as -log10, if no alarm is nearer. */
  private static final double ORDINARY = 4;

  private final Workspace workspace;
  private final RunRequest request;
  private final RunState trial;
  private final StepWatch watch;

  /**
   * @param trial the rehearsed run
   */
  Proofs(Workspace workspace, RunRequest request, RunState trial, StepWatch watch) {
    this.workspace = workspace;
    this.request = request;
    this.trial = trial;
    this.watch = watch;
  }

  List<Proof> of(Finding finding, Remedy remedy) {
    if (!(remedy instanceof Remedy.ChangedCode changed)) {
      return List.of();
    }
    var proofs = new ArrayList<Proof>();
    for (var correction : changed.corrections()) {
      switch (correction.effect()) {
        case Effect.ChangeRows(var change) -> {
          proofs.add(likeItsHistory(finding, made(finding)));
          proofs.addAll(onGoodIntervals(finding, change));
          if (change instanceof Transformation.Convert convert) {
            proofs.add(likeRowsThatAreAlike(finding, convert));
          }
        }
        case Effect.ReadAs read -> {
          proofs.add(
              isOnlyNamed(read)
                  ? likeItsHistory(made(finding), false)
                  : likeItsHistory(finding, made(finding)));
          if (read.options().containsKey("encoding")) {
            proofs.add(inKnownLetters(finding));
          }
        }
        case Effect.LayAside _ -> {
          proofs.add(laidAside(correction));
          // A few rows may show what is wrong with all: what stays must not be unlike other days,
          // where there are days to compare it with.
          var made = made(finding);
          if (made.filter(Inspection.NotJudged.class::isInstance).isEmpty()) {
            proofs.add(likeItsHistory(finding, made));
          }
        }
      }
    }
    if (!changed.files().isEmpty()) {
      proofs.addAll(onKnownInput(changed.files().keySet()));
      if (changed.agent().isPresent()) {
        proofs.addAll(new AgentProofs(workspace, request, trial).of(finding, changed));
      }
    }
    return proofs;
  }

  /**
   * What models that are not those of main's tables give for today's input and that of earlier
   * intervals, beside what those give: the counterfactual for a change of their text.
   */
  private List<Proof> onKnownInput(Set<String> paths) {
    var judge = workspace.editsCompared();
    var branch = trial.branches().getLast();
    var lake = workspace.lake().lake();
    var proofs = new ArrayList<Proof>();
    for (var step : request.graph().inOrder()) {
      var made =
          paths.contains(step.place().path()) && judge.judges(step)
              ? lake.entry(lake.head(branch), step.table().key())
              : Optional.<Entry>empty();
      if (made.isPresent()) {
        for (var verdict :
            judge.judge(request.task(step, trial.run(), branch), made.get(), watch)) {
          var sentence = step.table() + ": " + verdict.sentence();
          proofs.add(
              verdict.standing() == Verdict.Standing.PASSED
                  ? Proof.holds(sentence)
                  : verdict.holds() ? Proof.fails(sentence) : Proof.unknown(sentence));
        }
      }
    }
    return proofs;
  }

  /** How the trial's table looks; empty where it has made none. */
  private Optional<Inspection> made(Finding finding) {
    var branch = trial.branches().getLast();
    return table(branch, finding)
        .map(t -> workspace.inspector().inspectWithDoubt(t, task(finding, branch), watch));
  }

  /**
   * The same of rows that had come to harm. By what neither detector nor planner looks at, too: one
   * damage that is put right may have another beside it.
   */
  private Proof likeItsHistory(Finding finding, Optional<Inspection> made) {
    var proof = likeItsHistory(made, true);
    if (!proof.holds()) {
      return proof;
    }
    var branch = trial.branches().getLast();
    return table(branch, finding)
        .filter(_ -> request.interval().isPresent())
        .flatMap(t -> workspace.secondLook().moved(t, task(finding, branch), watch))
        .map(
            moved ->
                Proof.unknown(
                    "it raises no alarm, but something else may be wrong: " + moved.words()))
        .orElse(proof);
  }

  /**
   * What was read or changed is judged by what the table was before, on the trial's branch.
   *
   * @param damaged whether values had come to harm, or are read otherwise, so that more than one
   *     thing may be wrong
   */
  private static Proof likeItsHistory(Optional<Inspection> made, boolean damaged) {
    if (made.isEmpty()) {
      return Proof.fails("the table is not there");
    }
    return switch (made.get()) {
      case Inspection.NotJudged(var why) ->
          Proof.unknown("its history cannot say whether it is right: " + why);
      case Inspection.Judged judged when judged.assessment().isAlarm() ->
          Proof.fails(
              "it is unlike its history still: "
                  + judged.assessment().anomalies().stream()
                      .findFirst()
                      .map(a -> a.subject() + ", " + a.aspect().words())
                      .orElse(""));
      case Inspection.Judged judged when damaged && isRarerThanOrdinary(judged.assessment()) ->
          Proof.unknown(
              "it raises no alarm, but is rarer than ordinary days (%.1f): something else may be wrong"
                  .formatted(judged.assessment().rarity()));
      case Inspection.Judged judged when judged.doubt().isPresent() ->
          Proof.unknown(
              "it raises no alarm (%.1f), but would be more ordinary without this: %s"
                  .formatted(
                      judged.assessment().rarity(), CauseWords.of(judged.doubt().orElseThrow())));
      case Inspection.Judged judged ->
          Proof.holds(
              "all is as in %d earlier intervals (%.1f, an alarm from %.1f on)"
                  .formatted(
                      judged.history().size(),
                      judged.assessment().rarity(),
                      judged.assessment().threshold()));
    };
  }

  /** Bytes say nothing of the encoding that they are in, and of some every byte is a letter. */
  private Proof inKnownLetters(Finding finding) {
    var branch = trial.branches().getLast();
    return table(branch, finding)
        .filter(_ -> request.interval().isPresent())
        .flatMap(t -> workspace.secondLook().newLetters(t, task(finding, branch), watch))
        .map(Proofs::inKnownLetters)
        .orElseGet(() -> Proof.unknown("no earlier interval tells what letters it has"));
  }

  private static Proof inKnownLetters(Set<String> strange) {
    return strange.isEmpty()
        ? Proof.holds("every letter beyond ASCII was there before")
        : Proof.unknown(
            "it has letters that were never there, so another encoding may be meant: "
                + String.join(" ", strange.stream().limit(MOST_LETTERS).toList()));
  }

  /** Whether columns go by other names, and their values are read as ever. */
  private static boolean isOnlyNamed(Effect.ReadAs read) {
    return read.options().isEmpty() && read.written().isEmpty();
  }

  private static boolean isRarerThanOrdinary(Assessment seen) {
    return seen.isNearlyAlarm() || seen.rarity() > ORDINARY;
  }

  private List<Proof> onGoodIntervals(Finding finding, Transformation change) {
    var main = table(Ref.MAIN, finding);
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

  private Proof likeRowsThatAreAlike(Finding finding, Transformation.Convert change) {
    var branch = trial.branches().getLast();
    return table(branch, finding)
        .map(t -> workspace.otherUnits().alike(t, task(finding, branch), change, watch))
        .orElseGet(() -> Proof.fails(finding.table() + " is not there"));
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

  private Proof laidAside(Correction correction) {
    var done = Optional.ofNullable(trial.done().get(correction.table()));
    var aside = done.flatMap(d -> d.quarantined());
    return aside
        .map(
            q ->
                Proof.holds(
                    "%d rows written and %d laid aside are all that came"
                        .formatted(done.get().rows(), q.rows())))
        .orElse(Proof.fails("no row was laid aside, and yet it came through"));
  }

  private Optional<Table> table(String branch, Finding finding) {
    var lake = workspace.lake();
    return lake.table(lake.lake().head(branch), finding.table().key());
  }

  private StepTask task(Finding finding, String branch) {
    return request.task(finding.step(), trial.run(), branch);
  }

  private StepTask task(Finding finding, DataInterval interval) {
    return task(finding, Ref.MAIN).over(interval);
  }

  private String label(DataInterval interval) {
    return request.pipeline().calendar().map(c -> c.label(interval)).orElse(interval.toString());
  }
}
