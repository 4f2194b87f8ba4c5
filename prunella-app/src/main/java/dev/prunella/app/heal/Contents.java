package dev.prunella.app.heal;

import dev.prunella.app.run.Workspace;
import dev.prunella.heal.Finding;
import dev.prunella.incident.IncidentState;
import dev.prunella.pipeline.Batch;
import dev.prunella.pipeline.RunState;
import dev.prunella.refs.Entry;
import dev.prunella.refs.ObjectId;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Names what a finding's table was to be made from: what its source brought; and for one that a
 * model makes, all that the run's sources brought, what it took as it was, and its code. Other
 * content makes another failure; of one that has no name, nothing is ever remembered as failed. For
 * one look at an incident.
 */
final class Contents implements Function<Finding, Optional<String>> {
  private final Workspace workspace;
  private final IncidentState incident;

  /** The incident's run: asked about for each finding of each plan, and read once. */
  private Optional<RunState> run = Optional.empty();

  Contents(Workspace workspace, IncidentState incident) {
    this.workspace = workspace;
    this.incident = incident;
  }

  @Override
  public Optional<String> apply(Finding finding) {
    return finding.step().loads() ? finding.batch().map(Batch::id) : ofTheRun();
  }

  private Optional<String> ofTheRun() {
    var known = run.orElseGet(() -> workspace.journal().state(incident.run()));
    run = Optional.of(known);
    return of(known);
  }

  private static Optional<String> of(RunState run) {
    return run.codeTree()
        .map(
            tree -> {
              var parts = new TreeMap<String, String>();
              run.done()
                  .forEach(
                      (table, done) ->
                          done.batch().ifPresent(b -> parts.put(table.toString(), b.id())));
              run.steps()
                  .forEach(
                      (table, state) -> {
                        if (state instanceof RunState.StepState.Reused(var reused)
                            && reused.entry() instanceof Entry.Table(var _, var metadata)) {
                          parts.put(table.toString(), metadata);
                        }
                      });
              var all = tree + "\n" + parts;
              return ObjectId.of(all.getBytes(StandardCharsets.UTF_8)).hex().substring(0, 32);
            });
  }
}
