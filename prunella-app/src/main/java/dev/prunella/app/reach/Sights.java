package dev.prunella.app.reach;

import dev.prunella.app.heal.Owners;
import dev.prunella.app.project.Settings;
import dev.prunella.app.view.ReachJson;
import dev.prunella.contract.Severity;
import dev.prunella.heal.Footing;
import dev.prunella.heal.Reach;
import dev.prunella.local.engine.EditJudge;
import dev.prunella.local.engine.ReplacedJudge;
import dev.prunella.local.quality.IntervalInspector;
import dev.prunella.pipeline.Promises.Anomalies;
import dev.prunella.pipeline.Source;
import dev.prunella.pipeline.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is seen of each step, by those who look: its runs, its files, its rows, its text. */
record Sights(Footings footings) {
  private static final String SCHEDULE = "give its pipeline a 'schedule' in prunella.yaml";

  /** One thing that is seen, or is not. */
  record Sight(String of, Reach reach) {}

  List<Sight> of(Step step) {
    var sights = new ArrayList<Sight>();
    sights.add(new Sight("runs", runs(step)));
    sights.add(new Sight("lateness", lateness(step)));
    if (step.work() instanceof Step.Work.Load(var source)) {
      sights.add(new Sight("arrival", arrival(step, source)));
    }
    sights.add(new Sight("promises", promises(step)));
    sights.add(new Sight(ReachJson.HISTORY, history(step)));
    edits(step).ifPresent(reach -> sights.add(new Sight("edits", reach)));
    sights.add(new Sight("owner", owner(step)));
    return sights;
  }

  private Reach runs(Step step) {
    return footings.pipeline(step).isPresent()
        ? Reach.within("each run, and what makes it fail")
        : Reach.beyond("no pipeline has it", "name it in 'pipelines' of prunella.yaml");
  }

  private Reach lateness(Step step) {
    return footings
        .pipeline(step)
        .flatMap(p -> p.pipeline().schedule())
        .map(schedule -> Reach.within("its pipeline runs at '" + schedule.cron() + "'"))
        .orElseGet(
            () -> Reach.beyond("nobody can tell when it is late without a schedule", SCHEDULE));
  }

  private Reach arrival(Step step, Source.Declared source) {
    if (!(source.from() instanceof Source.Files)) {
      return Reach.beyond("only files are waited for; what a server has is known once it is asked");
    }
    if (!source.byInterval()) {
      return Reach.beyond("its files are of no interval that could wait for them");
    }
    var schedule = footings.pipeline(step).flatMap(p -> p.pipeline().schedule());
    if (schedule.isEmpty()) {
      return Reach.beyond("without a schedule nothing waits for its files", SCHEDULE);
    }
    return schedule.get().waitForFiles()
        ? Reach.within("an interval waits until its files are there")
        : Reach.beyond(
            "its pipeline does not wait for files",
            "set 'wait_for_files' of its pipeline in prunella.yaml");
  }

  private static Reach promises(Step step) {
    var checks = step.promises().checks();
    long holding = checks.stream().filter(c -> c.severity() == Severity.ERROR).count();
    return checks.isEmpty()
        ? Reach.beyond("no contract promises anything of it", Footing.CONTRACT)
        : Reach.within(
            "%d rules, of which %d hold what breaks them".formatted(checks.size(), holding));
  }

  private Reach history(Step step) {
    var anomalies = step.promises().anomalies();
    if (anomalies == Anomalies.IGNORED) {
      return switch (settings().anomalies()) {
        case NONE ->
            Reach.beyond(
                "the project has nobody look", "set 'anomalies' to 'all' in prunella.yaml");
        case CONTRACTS, ALL ->
            Reach.beyond("it has no contract by which its history would hold it", Footing.CONTRACT);
      };
    }
    return footings.blind(step).<Reach>map(b -> b).orElseGet(() -> beside(step, anomalies));
  }

  private Reach beside(Step step, Anomalies anomalies) {
    int known = footings.intervals(step);
    var comes =
        anomalies == Anomalies.WARN
            ? "what is unlike them warns"
            : known >= IntervalInspector.TO_HOLD
                ? "what is unlike them is held"
                : "what is unlike them warns, and is held from "
                    + IntervalInspector.TO_HOLD
                    + " on";
    return Reach.within("beside %d good intervals; %s".formatted(known, comes));
  }

  /** Of what is loaded by interval there is nothing that somebody could edit. */
  private Optional<Reach> edits(Step step) {
    boolean loads = step.loads();
    if (loads && !ReplacedJudge.compares(step)) {
      return Optional.empty();
    }
    if (settings().edits() == Settings.Edits.IGNORE) {
      return Optional.of(
          Reach.beyond("the project has nobody look", "set 'edits' to 'hold' in prunella.yaml"));
    }
    if (loads) {
      return Optional.of(Reach.within("that much of what it held is gone"));
    }
    if (settings().dbt().isPresent()) {
      return Optional.of(
          Reach.beyond("what dbt compiles may be other text each day, and is no edit"));
    }
    if (footings.textOf(step) == Footing.Text.PROGRAM) {
      return Optional.of(Reach.beyond("only SQL is computed once more as it was"));
    }
    return Optional.of(
        EditJudge.compares(step)
            ? Reach.within("what an edit of its SQL changes for known input")
            : Reach.beyond("its SQL gives other rows each time"));
  }

  private Reach owner(Step step) {
    return Owners.of(footings.project(), step.table())
        .<Reach>map(who -> Reach.within(who + " is asked"))
        .orElseGet(
            () ->
                Reach.beyond(
                    "it has no owner who could be asked",
                    footings.isDbts(step)
                        ? "set 'meta.owner' in the dbt project"
                        : "write 'owner' in the file of its source or model"));
  }

  private Settings settings() {
    return footings.project().settings();
  }
}
