package dev.prunella.connect.openlineage;

import dev.prunella.pipeline.DataInterval;
import dev.prunella.pipeline.Pipeline;
import dev.prunella.pipeline.RunEvent;
import dev.prunella.pipeline.RunId;
import dev.prunella.pipeline.RunListener;
import dev.prunella.pipeline.Step;
import dev.prunella.refs.CommitId;
import dev.prunella.refs.TableName;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Tells of one run: START and COMPLETE, FAIL or ABORT of the run, and of each step that works, with
 * the run as its parent. A step that is reused or skipped does not work, and has no events. What it
 * hands over is written later, by the threads that deliver.
 */
public final class OpenLineageListener implements RunListener {
  private final Pipeline pipeline;
  private final Events events;
  private final RunUuids uuids;
  private final Lineage lineage;

  private Optional<DataInterval> interval;
  private List<TableName> tables;
  private Optional<RunEvent.Published> published = Optional.empty();
  private Optional<CommitId> base = Optional.empty();
  private String branch = "";
  private int first;
  private int attempt;

  OpenLineageListener(
      Pipeline pipeline,
      Optional<DataInterval> interval,
      List<TableName> tables,
      Events events,
      RunUuids uuids,
      Lineage lineage) {
    this.pipeline = pipeline;
    this.interval = interval;
    this.tables = tables;
    this.events = events;
    this.uuids = uuids;
    this.lineage = lineage;
  }

  @Override
  public synchronized void happened(RunId run, RunEvent event) {
    switch (event) {
      case RunEvent.Opened opened -> {
        interval = opened.interval();
        tables = opened.tables();
      }
      case RunEvent.AttemptBegan began -> began(run, began);
      case RunEvent.StepBegan(var at, var table) ->
          step(run, table, (about, id, s) -> events.stepBegan(about, id, s, at));
      case RunEvent.StepDone done ->
          step(run, done.table(), (about, id, s) -> events.stepDone(about, id, s, done));
      case RunEvent.StepFailed(var at, var table, var fault, var _) ->
          step(run, table, (about, id, s) -> events.stepFailed(about, id, s, at, fault));
      case RunEvent.StepCancelled(var at, var table) ->
          step(run, table, (about, id, s) -> events.stepCancelled(about, id, s, at));
      case RunEvent.Published event1 -> published = Optional.of(event1);
      case RunEvent.Closed closed -> {
        var about = about(run);
        var made = published;
        var standings = events.standings();
        lineage.offer(() -> events.closed(about, closed, made, standings));
        withoutNews(closed, made)
            .forEach(t -> lineage.offer(() -> events.standing(t, closed.at(), standings)));
      }
      case RunEvent.StepJudged _,
          RunEvent.StepReused _,
          RunEvent.StepSkipped _,
          RunEvent.Overtaken _ -> {}
    }
  }

  /** The first attempt begins the run; those after it go on with it, from another main. */
  private void began(RunId run, RunEvent.AttemptBegan began) {
    attempt = began.attempt();
    branch = began.branch();
    base = Optional.of(began.base());
    if (first == 0) {
      first = attempt;
      var about = about(run);
      lineage.offer(() -> events.began(about, began.at()));
    }
  }

  /** What the run was to bring to readers, and did not. */
  private List<TableName> withoutNews(RunEvent.Closed closed, Optional<RunEvent.Published> made) {
    return switch (closed.outcome()) {
      case PUBLISHED, UNCHANGED, TRIED -> List.of();
      case PUBLISHED_IN_PART, HELD, FAILED, INTERRUPTED ->
          tables.stream().filter(t -> made.filter(p -> p.tables().contains(t)).isEmpty()).toList();
    };
  }

  private interface Told {
    String write(Events.About about, UUID id, Step step);
  }

  /** What is told is settled now, and written when it is delivered. */
  private void step(RunId run, TableName table, Told told) {
    pipeline
        .graph()
        .step(table)
        .ifPresent(
            step -> {
              var about = about(run);
              var id = uuids.step(run, table, attempt);
              lineage.offer(() -> told.write(about, id, step));
            });
  }

  private Events.About about(RunId run) {
    return new Events.About(pipeline.name(), uuids.run(run, first), interval, branch, base);
  }
}
