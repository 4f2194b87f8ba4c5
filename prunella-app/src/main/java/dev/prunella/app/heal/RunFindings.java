package dev.prunella.app.heal;

import dev.prunella.app.run.ProjectCode;
import dev.prunella.app.run.Workspace;
import dev.prunella.heal.Finding;
import dev.prunella.heal.Finding.What;
import dev.prunella.incident.Symptom;
import dev.prunella.local.duckdb.ContentHash;
import dev.prunella.local.duckdb.DuckDbException;
import dev.prunella.local.engine.EditJudge;
import dev.prunella.local.engine.Edits;
import dev.prunella.local.engine.Written;
import dev.prunella.local.quality.AnomalyJudge;
import dev.prunella.local.quality.IntervalInspector.Inspection;
import dev.prunella.pipeline.Batch;
import dev.prunella.pipeline.Cancellation;
import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.Fetcher;
import dev.prunella.pipeline.Promises;
import dev.prunella.pipeline.RunEvent;
import dev.prunella.pipeline.RunRequest;
import dev.prunella.pipeline.RunState;
import dev.prunella.pipeline.Step;
import dev.prunella.pipeline.StepTask;
import dev.prunella.pipeline.StepWatch;
import dev.prunella.pipeline.Verdict;
import dev.prunella.quality.Explanation;
import dev.prunella.refs.Entry;
import dev.prunella.refs.Ref;
import dev.prunella.refs.TableName;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds what is wrong with a run: for each table that did not come through, the first table on the
 * way to it that is off, with what its source brings now and what was edited since.
 */
final class RunFindings {
  private static final MathContext DIGITS = new MathContext(7, RoundingMode.CEILING);

  private static final Logger LOG = LoggerFactory.getLogger(RunFindings.class);

  private static final Set<Fault.Kind> OF_THE_MACHINE =
      EnumSet.of(Fault.Kind.OUT_OF_MEMORY, Fault.Kind.DISK_FULL);

  private final Workspace workspace;

  /** What sources bring is asked once for each look. */
  private final Map<TableName, Optional<Batch>> brought = new HashMap<>();

  private final Map<TableName, Optional<What.Unlike>> looked = new HashMap<>();

  private final RunState run;
  private final RunRequest request;
  private final ProjectCode code;
  private final Cancellation cancellation;
  private final String at;
  private final LostFindings lostFiles;

  /** Whose data files it is looked for, where main stands now. */
  RunFindings(
      Workspace workspace,
      RunState run,
      RunRequest request,
      ProjectCode code,
      Cancellation cancellation) {
    this(workspace, run, request, code, cancellation, Ref.MAIN);
  }

  /**
   * @param request as it would be run again
   * @param code by which
   * @param at the ref from which it would be
   */
  RunFindings(
      Workspace workspace,
      RunState run,
      RunRequest request,
      ProjectCode code,
      Cancellation cancellation,
      String at) {
    this.workspace = workspace;
    this.run = run;
    this.request = request;
    this.code = code;
    this.cancellation = cancellation;
    this.at = at;
    this.lostFiles = new LostFindings(workspace, code.project(), run, request);
  }

  /** Looks, the furthest upstream first; what nobody could look into comes last. */
  List<Finding> look() {
    var found = new LinkedHashMap<TableName, List<Finding>>();
    var left =
        LeftRuns.isLeft(workspace, run)
            ? LeftRuns.symptoms(run).stream().map(Symptom::table).toList()
            : List.<TableName>of();
    for (var step : request.graph().inOrder()) {
      if (run.steps().get(step.table()) instanceof RunState.StepState.Failed(var failed)) {
        var lost = lostFiles.of(step, at, newCode());
        var findings = new ArrayList<>(lost);
        // What lies behind lost rows is seen once they are there again; where they are gone for
        // good, they may have nothing to do with it.
        if (lost.isEmpty() || lost.stream().anyMatch(RunFindings::isBeyond)) {
          findings.addAll(
              failed.fault().kind() == Fault.Kind.HELD
                  ? held(step, failed)
                  : List.of(finding(step, new What.Failed(failed.fault()))));
        }
        findings.forEach(f -> found.computeIfAbsent(f.table(), _ -> new ArrayList<>()).add(f));
      } else if (left.contains(step.table())) {
        found.put(step.table(), List.of(left(step)));
      }
    }
    var all = new ArrayList<Finding>();
    for (var step : code.project().graph().inOrder()) {
      // One table that is off may hold several others: it is one finding.
      found.getOrDefault(step.table(), List.of()).stream().distinct().forEach(all::add);
    }
    // What is held and nobody can say why is held for another's sake as a rule, as by a check of
    // both: who is asked is asked about that first.
    all.sort(Comparator.comparing(finding -> finding.what() instanceof What.Held));
    return all;
  }

  private static boolean isBeyond(Finding lost) {
    return lost.what() instanceof What.Lost(var _, var beyond) && beyond.isPresent();
  }

  /** What killed its process may do so again: only what people have changed since speaks for it. */
  private Finding left(Step step) {
    var what = new What.Held(LeftRuns.sentence(run, true));
    return Finding.ofStep(step, request.intervalLabel(), what, newCode());
  }

  /** Why a table is held: what is off before it, if anything is, and the rules that it breaks. */
  private List<Finding> held(Step step, RunEvent.StepFailed failed) {
    var findings = new ArrayList<Finding>();
    edited(step).ifPresent(what -> findings.add(finding(step, what)));
    firstOff(step).ifPresent(findings::add);
    var rules = broken(step);
    if (!rules.isEmpty()) {
      findings.add(finding(step, new What.BreaksRules(rules)));
    }
    if (findings.isEmpty()) {
      findings.add(
          finding(
              step,
              keptFromJudging(step)
                  .<What>map(What.Failed::new)
                  .orElseGet(() -> new What.Held(failed.fault().message()))));
    }
    return findings;
  }

  /** What is wrong with the machine, where nothing else kept a table from being judged. */
  private Optional<Fault> keptFromJudging(Step step) {
    return Optional.ofNullable(run.judged().get(step.table())).stream()
        .flatMap(judged -> judged.verdicts().stream())
        .filter(Verdict::holds)
        .flatMap(
            verdict ->
                OF_THE_MACHINE.stream()
                    .filter(kind -> kind.name().equals(verdict.facts().get(Verdict.FAULT)))
                    .map(kind -> Fault.of(kind, verdict.sentence(), "")))
        .findFirst();
  }

  private Optional<Finding> firstOff(Step step) {
    var before = request.graph().upstream(List.of(step.table()));
    for (var candidate : request.graph().inOrder()) {
      if (candidate.table().equals(step.table()) || before.contains(candidate.table())) {
        var unlike = unlike(candidate);
        if (unlike.isPresent()) {
          return Optional.of(finding(candidate, unlike.get()));
        }
      }
    }
    return Optional.empty();
  }

  private Optional<What.Unlike> unlike(Step step) {
    var known = looked.get(step.table());
    if (known == null) {
      known = inspect(step);
      looked.put(step.table(), known);
    }
    return known;
  }

  private Optional<What.Unlike> inspect(Step step) {
    var branch = run.branches().isEmpty() ? Ref.MAIN : run.branches().getLast();
    if (hasPassed(step)
        || workspace.lake().lake().store().ref(branch).isEmpty()
        || !(workspace
                .lake()
                .lake()
                .entry(workspace.lake().lake().head(branch), step.table().key())
                .orElse(null)
            instanceof Entry.Table entry)) {
      return Optional.empty();
    }
    var table = workspace.lake().table(step.table().key(), entry);
    try {
      return switch (workspace
          .inspector()
          .inspect(table, task(step, branch), StepWatch.until(cancellation))) {
        case Inspection.NotJudged _ -> Optional.empty();
        case Inspection.Judged judged when !judged.assessment().isAlarm() -> Optional.empty();
        case Inspection.Judged judged -> alarm(step, judged);
      };
    } catch (DuckDbException e) {
      // What cannot be inspected tells nothing; that it is held is known all the same.
      LOG.debug("{} cannot be inspected", step.table(), e);
      return Optional.empty();
    }
  }

  /**
   * Whether it was found to be as its history, or to be right, whatever else it breaks. Of what
   * breaks something else it is looked at once more what it is unlike.
   */
  private boolean hasPassed(Step step) {
    return Optional.ofNullable(run.judged().get(step.table())).stream()
        .anyMatch(
            judged ->
                judged.verdicts().stream()
                    .filter(v -> v.rule().equals(AnomalyJudge.RULE))
                    .filter(v -> v.standing() == Verdict.Standing.PASSED)
                    .anyMatch(v -> !judged.holds() || v.facts().containsKey(Verdict.ACCEPTED)));
  }

  /** Nothing where somebody has said that these rows are right, whatever else they may break. */
  private Optional<What.Unlike> alarm(Step step, Inspection.Judged judged) {
    var label = run.opened().intervalLabel().orElse("");
    var content = judged.content().map(ContentHash::toString);
    if (content.flatMap(c -> workspace.acceptances().of(step.table(), label, c)).isPresent()) {
      return Optional.empty();
    }
    boolean matters = step.promises().anomalies() != Promises.Anomalies.IGNORED;
    return Optional.of(
        new What.Unlike(
            judged.assessment().anomalies(),
            judged.explanation().orElse(new Explanation.Unexplained(List.of())),
            content.filter(_ -> matters)));
  }

  /** What people have changed of a table's model, or of all its rows, where it is held for that. */
  private Optional<What> edited(Step step) {
    return Optional.ofNullable(run.judged().get(step.table())).stream()
        .flatMap(judged -> judged.verdicts().stream())
        .filter(verdict -> verdict.holds() && verdict.facts().containsKey(EditJudge.EDIT))
        .<What>map(
            verdict ->
                step.loads()
                    ? new What.Replaced(verdict.sentence())
                    : new What.Edited(
                        verdict.sentence(), verdict.facts().containsKey(EditJudge.BREAKS)))
        .findFirst();
  }

  /** The rules of a table's contract that hold it, each with the share of rows that break it. */
  private List<Finding.Broken> broken(Step step) {
    var judged = run.judged().get(step.table());
    if (judged == null) {
      return List.of();
    }
    long rows =
        Optional.ofNullable(run.done().get(step.table())).map(RunEvent.StepDone::rows).orElse(0L);
    var broken = new ArrayList<Finding.Broken>();
    for (var verdict : judged.verdicts()) {
      if (verdict.standing() == Verdict.Standing.HELD) {
        step.promises().checks().stream()
            .filter(check -> check.id().equals(verdict.rule()))
            .findFirst()
            .ifPresent(check -> broken.add(new Finding.Broken(check, share(verdict, rows))));
      }
    }
    return broken;
  }

  /** Rounded up: so many may be laid aside, and not one less. */
  private static BigDecimal share(Verdict verdict, long rows) {
    var failing = verdict.facts().getOrDefault("rows", "");
    return failing.matches("\\d{1,18}") && rows > 0
        ? new BigDecimal(failing).divide(BigDecimal.valueOf(rows), DIGITS)
        : BigDecimal.ONE;
  }

  private Finding finding(Step step, What what) {
    return new Finding(
        step,
        request.intervalLabel(),
        what,
        Optional.ofNullable(run.done().get(step.table())).flatMap(RunEvent.StepDone::batch),
        step.loads() ? brings(step) : Optional.empty(),
        newCode(),
        lastGood(step, what instanceof Finding.What.Edited));
  }

  private Optional<String> newCode() {
    return workspace.codeTrees().changedByPeople(run, code);
  }

  private Optional<Batch> brings(Step step) {
    var known = brought.get(step.table());
    if (known == null) {
      known = fetch(step);
      brought.put(step.table(), known);
    }
    return known;
  }

  private Optional<Batch> fetch(Step step) {
    if (!(step.work() instanceof Step.Work.Load(var source))) {
      return Optional.empty();
    }
    return switch (workspace
        .fetcher()
        .fetch(task(step, Ref.MAIN), source, StepWatch.until(cancellation))) {
      case Fetcher.Fetched.Got(var batch) -> Optional.of(batch);
      case Fetcher.Fetched.Failed _ -> Optional.empty();
    };
  }

  /**
   * The models that were edited since main's tables were made by them, of the step and of what it
   * is made from; never contracts, which are people's alone.
   *
   * @param edited whether it is held for an edit, which may have made main's table already
   */
  private Optional<Finding.LastGood> lastGood(Step step, boolean edited) {
    var now = code.code().tree();
    if (now.isEmpty()) {
      return Optional.empty();
    }
    var unsound = UnsoundCode.of(workspace.codeTrees()).filter(u -> u.ofMain().equals(now.get()));
    if (unsound.isPresent()) {
      return Optional.of(unsound.get().lastGood(workspace.codeTrees()));
    }
    var upstream = request.graph().upstream(List.of(step.table()));
    var files = new ArrayList<Finding.GoodFile>();
    for (var one : request.graph().inOrder()) {
      if (!one.loads() && (one.table().equals(step.table()) || upstream.contains(one.table()))) {
        var path = one.place().path();
        madeBy(one, edited && one.table().equals(step.table()))
            .filter(tree -> !tree.equals(now.get()))
            .flatMap(tree -> workspace.codeTrees().text(tree, path))
            .filter(text -> !workspace.codeTrees().text(now.get(), path).equals(Optional.of(text)))
            .ifPresent(text -> files.add(new Finding.GoodFile(path, Optional.of(text))));
      }
    }
    return files.isEmpty() ? Optional.empty() : Optional.of(new Finding.LastGood(files));
  }

  /**
   * The code tree by which main's table was made.
   *
   * @param otherwise when it was last made by another text than the step's
   */
  private Optional<String> madeBy(Step step, boolean otherwise) {
    var lake = workspace.lake();
    return lake.table(lake.lake().head(Ref.MAIN), step.table().key())
        .flatMap(
            found -> otherwise ? Edits.madeOtherwise(found, step.code()) : Written.of(found).run())
        .flatMap(maker -> workspace.journal().state(maker).codeTree());
  }

  private StepTask task(Step step, String branch) {
    return request.task(step, run.run(), branch);
  }
}
