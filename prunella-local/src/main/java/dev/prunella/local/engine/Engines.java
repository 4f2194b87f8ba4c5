package dev.prunella.local.engine;

import dev.prunella.pipeline.Batch;
import dev.prunella.pipeline.Engine;
import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.Source;
import dev.prunella.pipeline.Step;
import dev.prunella.pipeline.StepOutcome;
import dev.prunella.pipeline.StepTask;
import dev.prunella.pipeline.StepWatch;
import dev.prunella.refs.Commit;
import dev.prunella.refs.TableName;
import java.util.Optional;

/** Takes the engine that a step's limits ask for: here, or in a process of its own. */
public final class Engines implements Engine {
  private final Engine here;
  private final Engine apart;

  /** Over two engines of one lake; closes both. */
  public Engines(Engine here, Engine apart) {
    this.here = here;
    this.apart = apart;
  }

  private Engine of(StepTask task) {
    return task.step().limits().ownProcess() ? apart : here;
  }

  @Override
  public StepOutcome compute(StepTask task, String select, StepWatch watch) {
    return of(task).compute(task, select, watch);
  }

  @Override
  public StepOutcome ingest(StepTask task, Source.Declared source, Batch batch, StepWatch watch) {
    return of(task).ingest(task, source, batch, watch);
  }

  @Override
  public Optional<Fault> probe(
      StepTask task, Source.Declared source, Batch batch, StepWatch watch) {
    return of(task).probe(task, source, batch, watch);
  }

  @Override
  public Exported export(
      StepTask task, TableName table, Step.Exchange format, String file, StepWatch watch) {
    return of(task).export(task, table, format, file, watch);
  }

  @Override
  public Optional<String> fingerprint(Commit at, TableName table) {
    return here.fingerprint(at, table);
  }

  @Override
  public void close() {
    try (apart) {
      here.close();
    }
  }
}
