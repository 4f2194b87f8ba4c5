package dev.prunella.app.heal;

import dev.prunella.app.run.Workspace;
import dev.prunella.heal.Connector;
import dev.prunella.incident.Amendment;
import dev.prunella.incident.Amendment.Cell;
import dev.prunella.local.staging.PostgresStaging;
import dev.prunella.pipeline.Source;
import dev.prunella.pipeline.Staging;
import dev.prunella.pipeline.Step;
import dev.prunella.refs.TableName;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** The stagings that the project's sources declare, as its files say it now. */
final class WorkspaceConnector implements Connector {
  private final Workspace workspace;

  WorkspaceConnector(Workspace workspace) {
    this.workspace = workspace;
  }

  /** The staging of what a step loads. */
  static Optional<Staging> of(Step step) {
    return source(step).flatMap(Source.Jdbc::staging);
  }

  private static Optional<Source.Jdbc> source(Step step) {
    return step.work() instanceof Step.Work.Load(var declared)
            && declared.from() instanceof Source.Jdbc jdbc
        ? Optional.of(jdbc)
        : Optional.empty();
  }

  private Optional<PostgresStaging> staging(TableName table) {
    return workspace
        .codeTrees()
        .nowOrOfMain()
        .project()
        .graph()
        .step(table)
        .flatMap(WorkspaceConnector::source)
        .filter(jdbc -> jdbc.staging().isPresent())
        .map(workspace::staging);
  }

  private Outcome on(Amendment amendment, Function<PostgresStaging, Outcome> verb) {
    return staging(amendment.table())
        .map(verb)
        .orElseGet(
            () ->
                new Outcome.Failed(
                    "the project declares no staging for " + amendment.table() + " any more"));
  }

  @Override
  public Looked look(TableName table, List<Cell> cells) {
    return staging(table)
        .map(staging -> staging.look(cells))
        .orElseGet(() -> new Looked.NotTold(table + " has no staging"));
  }

  @Override
  public Outcome amend(Amendment amendment, Consumer<String> receipt) {
    return on(amendment, staging -> staging.amend(amendment, receipt));
  }

  @Override
  public Outcome verify(Amendment amendment) {
    return on(amendment, staging -> staging.verify(amendment));
  }

  @Override
  public Outcome publish(Amendment amendment, Consumer<String> receipt) {
    return on(amendment, staging -> staging.publish(amendment, receipt));
  }

  @Override
  public Outcome restore(Amendment amendment) {
    return on(amendment, staging -> staging.restore(amendment));
  }

  @Override
  public Outcome switchBack(Amendment amendment, Consumer<String> receipt) {
    return on(amendment, staging -> staging.switchBack(amendment, receipt));
  }

  @Override
  public Fate fate(Amendment amendment, String receipt) {
    return staging(amendment.table()).map(s -> s.fate(receipt)).orElse(Fate.UNKNOWN);
  }
}
