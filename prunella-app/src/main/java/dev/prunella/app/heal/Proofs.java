package dev.prunella.app.heal;

import dev.prunella.app.run.Workspace;
import dev.prunella.heal.Finding;
import dev.prunella.heal.Remedy;
import dev.prunella.heal.Sandbox.Proof;
import dev.prunella.local.quality.IntervalInspector.Inspection;
import dev.prunella.pipeline.Correction;
import dev.prunella.pipeline.Correction.Effect;
import dev.prunella.pipeline.RunRequest;
import dev.prunella.pipeline.RunState;
import dev.prunella.pipeline.StepWatch;
import dev.prunella.pipeline.Transformation;
import dev.prunella.pipeline.Verdict;
import dev.prunella.quality.Assessment;
import dev.prunella.quality.CauseWords;
import dev.prunella.refs.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What speaks for a remedy, and what against it, beside the trial itself: how what it has made
 * looks beside its history, and what the same change would do elsewhere.
 */
final class Proofs {
  private static final int MOST_LETTERS = 10;
  private static final String NO_LETTERS = "no earlier interval tells what letters it has";

  /** So rare may a day be on which a damage was taken back, as -log10, if no alarm is nearer. */
  private static final double ORDINARY = 4;

  private final Workspace workspace;
  private final RunRequest request;
  private final RunState trial;
  private final StepWatch watch;
  private final MadeByRun tables;
  private final ProofsOnGoodIntervals onGoodIntervals;

  /**
   * @param trial the rehearsed run
   */
  Proofs(Workspace workspace, RunRequest request, RunState trial, StepWatch watch) {
    this.workspace = workspace;
    this.request = request;
    this.trial = trial;
    this.watch = watch;
    this.tables = new MadeByRun(workspace, request, trial);
    this.onGoodIntervals = new ProofsOnGoodIntervals(workspace, request, trial.run(), watch);
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
          proofs.addAll(onGoodIntervals.of(finding, change));
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
    return tables.of(
        finding, (table, task) -> workspace.inspector().inspectWithDoubt(table, task, watch));
  }

  /**
   * The same of rows that had come to harm. By what neither detector nor planner looks at, too: one
   * damage that is put right may have another beside it.
   */
  private Proof likeItsHistory(Finding finding, Optional<Inspection> made) {
    var proof = likeItsHistory(made, true);
    if (!proof.holds() || request.interval().isEmpty()) {
      return proof;
    }
    return tables
        .of(finding, (table, task) -> workspace.secondLook().doubt(table, task, watch))
        .flatMap(doubt -> doubt)
        .map(
            doubt -> Proof.unknown("it raises no alarm, but something else may be wrong: " + doubt))
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
    if (request.interval().isEmpty()) {
      return Proof.unknown(NO_LETTERS);
    }
    return tables
        .of(finding, (table, task) -> workspace.secondLook().newLetters(table, task, watch))
        .flatMap(letters -> letters)
        .map(Proofs::inKnownLetters)
        .orElseGet(() -> Proof.unknown(NO_LETTERS));
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

  private Proof likeRowsThatAreAlike(Finding finding, Transformation.Convert change) {
    return tables
        .of(finding, (table, task) -> workspace.otherUnits().alike(table, task, change, watch))
        .orElseGet(() -> Proof.fails(finding.table() + " is not there"));
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
}
