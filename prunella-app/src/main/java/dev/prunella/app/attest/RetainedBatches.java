package dev.prunella.app.attest;

import dev.prunella.local.raw.RawStore;
import dev.prunella.pipeline.Batch;
import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.Fetcher;
import dev.prunella.pipeline.Source;
import dev.prunella.pipeline.StepTask;
import dev.prunella.pipeline.StepWatch;
import dev.prunella.refs.ObjectId;
import dev.prunella.refs.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Brings once more what sources brought to an earlier run, and asks no source. Thread-safe. */
public final class RetainedBatches implements Fetcher {
  private final RawStore raw;
  private final Map<TableName, Batch> batches;

  public RetainedBatches(RawStore raw, Map<TableName, Batch> batches) {
    this.raw = raw;
    this.batches = Map.copyOf(batches);
  }

  /** The parts whose bytes are not kept any more, for people. */
  public List<String> expired() {
    var expired = new ArrayList<String>();
    batches.forEach(
        (table, batch) ->
            batch.parts().stream()
                .filter(part -> !raw.has(ObjectId.fromHex(part.sha256())))
                .forEach(
                    part ->
                        expired.add("%s: %s (%s)".formatted(table, part.name(), part.sha256()))));
    return expired;
  }

  @Override
  public Fetched fetch(StepTask task, Source.Declared source, StepWatch watch) {
    return Optional.ofNullable(batches.get(task.table()))
        .<Fetched>map(batch -> new Fetched.Got(located(batch)))
        .orElseGet(
            () ->
                new Fetched.Failed(
                    Fault.of(
                        Fault.Kind.MISSING,
                        "nothing is known of what the source brought to " + task.table(),
                        "a replay asks no source")));
  }

  /** Where this machine keeps the bytes; read whole, so that changed ones are never computed on. */
  private Batch located(Batch batch) {
    var parts = new ArrayList<Batch.Part>();
    for (var part : batch.parts()) {
      var hash = ObjectId.fromHex(part.sha256());
      raw.verify(hash);
      parts.add(
          new Batch.Part(part.name(), part.sha256(), part.bytes(), raw.path(hash).toString()));
    }
    return new Batch(parts, batch.fetchedAt());
  }
}
