package dev.prunella.app.heal;

import dev.prunella.app.attest.RetainedBatches;
import dev.prunella.app.run.Workspace;
import dev.prunella.heal.Remedy;
import dev.prunella.incident.IncidentId;
import dev.prunella.local.engine.LostFiles;
import dev.prunella.pipeline.Batch;
import dev.prunella.pipeline.Cancellation;
import dev.prunella.pipeline.Rehearsal;
import dev.prunella.pipeline.RunListener;
import dev.prunella.refs.Commit;
import dev.prunella.refs.Publication;
import dev.prunella.refs.Ref;
import dev.prunella.refs.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What lost files held, computed again: a rehearsed run for each interval, each on the branch of
 * the one before, so that the incident's run can be rehearsed upon all of them. They are published
 * in the same order, each as a run of its own, and each leaves main as it was meant to be or nearer
 * to that. Nobody judges the rows: they were judged when they were published, and are compared with
 * what was kept of them then.
 */
final class Recomputation implements AutoCloseable {
  private final List<Interval> intervals = new ArrayList<>();
  private final Commit main;
  private Commit head;

  /** One interval's rows. */
  record Interval(TableName table, LostFiles.Maker first, Rehearsal again) {}

  private Recomputation(Commit main) {
    this.main = main;
    this.head = main;
  }

  /** Empty where no remedy asks for it. */
  static Optional<Recomputation> of(
      Workspace workspace, IncidentId why, List<Remedy> remedies, Cancellation cancellation) {
    var wanted =
        remedies.stream()
            .filter(Remedy.ComputedAgain.class::isInstance)
            .map(Remedy.ComputedAgain.class::cast)
            .toList();
    if (wanted.isEmpty()) {
      return Optional.empty();
    }
    var lake = workspace.lake().lake();
    var computed = new Recomputation(lake.head(Ref.MAIN));
    try {
      var lost = new LostData(workspace, computed.main);
      for (var remedy : wanted) {
        for (var maker : lost.makers(remedy.table(), remedy.intervals())) {
          if (computed.failed().isPresent()) {
            return Optional.of(computed);
          }
          computed.add(workspace, lost, remedy.table(), maker, why, cancellation);
        }
      }
      return Optional.of(computed);
    } catch (RuntimeException | Error e) {
      computed.close();
      throw e;
    }
  }

  private void add(
      Workspace workspace,
      LostData lost,
      TableName table,
      LostFiles.Maker maker,
      IncidentId why,
      Cancellation cancellation) {
    var batches = new RetainedBatches(workspace.lake().raw(), batches(workspace, table, maker));
    var rehearsal =
        workspace
            .replaying(batches)
            .rehearse(
                lost.again(table, maker, why.toString()), head, RunListener.nobody(), cancellation);
    intervals.add(new Interval(table, maker, rehearsal));
    head = workspace.lake().lake().head(rehearsal.branch());
  }

  /** What the source brought then, where it is a source's table: no source is asked. */
  private static Map<TableName, Batch> batches(
      Workspace workspace, TableName table, LostFiles.Maker maker) {
    return Optional.ofNullable(workspace.journal().state(maker.run()).done().get(table))
        .flatMap(done -> done.batch())
        .map(batch -> Map.of(table, batch))
        .orElse(Map.of());
  }

  /** The run that did not come through, after which none was tried; empty where all did. */
  Optional<Rehearsal> failed() {
    return intervals.stream().map(Interval::again).filter(r -> !r.isWhole()).findFirst();
  }

  /** Main as it was when this began. */
  Commit main() {
    return main;
  }

  /** Where all of it is there again. */
  Commit head() {
    return head;
  }

  List<Interval> intervals() {
    return List.copyOf(intervals);
  }

  /** Whether all was published; not where main has moved in what it rests on. */
  boolean publish(Publication.Attested as) {
    return intervals.stream()
        .allMatch(
            one ->
                one.again()
                    .publish(as, _ -> List.of())
                    .filter(result -> result.outcome().publishes())
                    .isPresent());
  }

  @Override
  public void close() {
    intervals.forEach(one -> one.again().close());
  }
}
