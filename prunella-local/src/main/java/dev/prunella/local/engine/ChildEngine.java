package dev.prunella.local.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.prunella.local.LocalLake;
import dev.prunella.pipeline.Batch;
import dev.prunella.pipeline.Engine;
import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.Fault.Kind;
import dev.prunella.pipeline.Source;
import dev.prunella.pipeline.Step;
import dev.prunella.pipeline.StepOutcome;
import dev.prunella.pipeline.StepTask;
import dev.prunella.pipeline.StepWatch;
import dev.prunella.refs.Commit;
import dev.prunella.refs.Entry;
import dev.prunella.refs.TableName;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.PropertyUtil;

/**
 * The same engine in a process of its own for each step, so that a step cannot take others down:
 * what the operating system kills for its memory is that process. Its environment holds no secret;
 * those that the lake needs to be opened go through a pipe. Thread-safe.
 */
public final class ChildEngine implements Engine {
  private final LocalLake lake;
  private final Map<String, String> secrets;
  private final long heapBytes;

  /**
   * Over a lake, which stays the caller's to close.
   *
   * @param secrets what the references in the lake's own configuration stand for, by the names of
   *     environment variables; empty for a lake of this machine
   * @param heapBytes the heap of a process, beside the memory of its step
   */
  public ChildEngine(LocalLake lake, Map<String, String> secrets, long heapBytes) {
    this.lake = lake;
    this.secrets = Map.copyOf(secrets);
    this.heapBytes = heapBytes;
  }

  @Override
  public StepOutcome compute(StepTask task, String select, StepWatch watch) {
    return change(new ChildMessages.Order.Compute(task, select), watch);
  }

  @Override
  public StepOutcome ingest(StepTask task, Source.Declared source, Batch batch, StepWatch watch) {
    return change(new ChildMessages.Order.Ingest(task, source, batch), watch);
  }

  @Override
  public Exported export(
      StepTask task, TableName table, Step.Exchange format, String file, StepWatch watch) {
    var order = new ChildMessages.Order.Export(task, table, format, file);
    return switch (run(order, watch)) {
      case Answer.Said(var node) ->
          node.has("exported")
              ? new Exported.Done(node.path("exported").asLong())
              : new Exported.Failed(
                  node.has("failed")
                      ? ChildMessages.fault(node.path("failed"))
                      : Fault.of(Kind.FAILED, "the export was cancelled", ""));
      case Answer.Died(var fault) -> new Exported.Failed(fault);
    };
  }

  private sealed interface Answer {
    record Said(JsonNode node) implements Answer {}

    record Died(Fault fault) implements Answer {}
  }

  private StepOutcome change(ChildMessages.Order order, StepWatch watch) {
    var before = entry(order.task());
    return switch (run(order, watch)) {
      case Answer.Said(var node) -> ChildMessages.outcome(node, order);
      case Answer.Died(var fault) ->
          landed(order, before)
              .orElseGet(
                  () ->
                      watch.cancelled()
                          ? new StepOutcome.Cancelled()
                          : new StepOutcome.Failed(fault));
    };
  }

  private Answer run(ChildMessages.Order order, StepWatch watch) {
    var request = new ChildMessages.Request(lake.config(), secrets, order);
    var end = ChildJvm.run(heapBytes, order.task(), ChildMessages.write(request), watch);
    if (end.answer().isPresent()) {
      try {
        return new Answer.Said(ChildMessages.JSON.readTree(end.answer().get()));
      } catch (JsonProcessingException e) {
        return new Answer.Died(end.fault(order.task()).with("answer", "cut off"));
      }
    }
    return new Answer.Died(end.fault(order.task()));
  }

  private Optional<Entry> entry(StepTask task) {
    return lake.lake().entry(lake.lake().head(task.branch()), task.table().key());
  }

  /** A process may die after its commit and before it could tell. */
  private Optional<StepOutcome> landed(ChildMessages.Order order, Optional<Entry> before) {
    var task = order.task();
    var after = entry(task);
    if (!task.step().guards().isEmpty()) {
      // Whether the quarantine was written as well nobody can tell any more.
      return Optional.empty();
    }
    if (after.isEmpty() || after.equals(before) || !(after.get() instanceof Entry.Table there)) {
      return Optional.empty();
    }
    var table = lake.table(task.table().key(), there);
    var wanted = StepSummary.of(task);
    var said = summary(table);
    if (!said.entrySet().containsAll(wanted.entrySet())) {
      return Optional.empty();
    }
    return Optional.of(
        new StepOutcome.Done(
            before,
            there,
            PropertyUtil.propertyAsLong(said, SnapshotSummary.ADDED_RECORDS_PROP, 0),
            PropertyUtil.propertyAsLong(said, SnapshotSummary.ADDED_FILE_SIZE_PROP, 0),
            order instanceof ChildMessages.Order.Ingest ingest && task.step().loads()
                ? Optional.of(ingest.batch())
                : Optional.empty(),
            Optional.empty(),
            PropertyUtil.propertyAsLong(said, StepSummary.LEFT_OUT, 0)));
  }

  private static Map<String, String> summary(Table table) {
    var snapshot = table.currentSnapshot();
    return snapshot == null ? Map.of() : snapshot.summary();
  }

  @Override
  public Optional<String> fingerprint(Commit at, TableName table) {
    return lake.table(at, table.key()).flatMap(StepSummary::fingerprint);
  }

  /** Nothing to close: each process ends with its step. */
  @Override
  public void close() {}
}
