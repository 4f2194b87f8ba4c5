package dev.prunella.app.view;

import dev.prunella.incident.IncidentId;
import dev.prunella.outside.OutsideRun;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Runs of others as programs read them, and as pages are made from them. */
public final class OutsideRunJson {
  private OutsideRunJson() {}

  /**
   * JSON: a run, in OpenLineage's words.
   *
   * @param ended when it came to its end
   * @param engine that does it, such as {@code flink}; empty where it was not told
   * @param streaming of a run that has no end of its own: such a one is running until it says that
   *     it has ended
   * @param incident that it has opened, or belongs to
   */
  public record View(
      String runId,
      Job job,
      String state,
      Instant started,
      Instant updated,
      @Nullable Instant ended,
      List<Dataset> inputs,
      List<Dataset> outputs,
      @Nullable String errorMessage,
      @Nullable Run parent,
      String producer,
      String engine,
      @Nullable Streaming streaming,
      @Nullable String incident) {
    /** The same for who may see no values of rows. */
    public View withoutValues() {
      return new View(
          runId,
          job,
          state,
          started,
          updated,
          ended,
          inputs,
          outputs,
          errorMessage == null ? null : Unvalued.WITHHELD,
          parent,
          producer,
          engine,
          streaming,
          incident);
    }
  }

  /** JSON: how many checkpoints were told of. */
  public record Streaming(long checkpoints, long failedCheckpoints) {}

  /** JSON: a job. */
  public record Job(String namespace, String name) {}

  /** JSON: a run that has started another. */
  public record Run(String runId, Job job) {}

  /** JSON: what a run reads or writes. */
  public record Dataset(String namespace, String name) {}

  public static View view(OutsideRun run, Optional<IncidentId> incident) {
    return new View(
        run.key().run(),
        job(run.key()),
        run.state().name(),
        run.began(),
        run.told(),
        run.ended().orElse(null),
        datasets(run.inputs()),
        datasets(run.outputs()),
        run.failure().map(OutsideRun.Failure::message).orElse(null),
        run.parent().map(p -> new Run(p.run(), job(p))).orElse(null),
        run.producer(),
        run.nature().engine(),
        run.nature().streaming()
            ? new Streaming(run.nature().checkpoints(), run.nature().failedCheckpoints())
            : null,
        incident.map(IncidentId::toString).orElse(null));
  }

  private static Job job(OutsideRun.Key key) {
    return new Job(key.namespace(), key.job());
  }

  private static List<Dataset> datasets(List<OutsideRun.Dataset> datasets) {
    return datasets.stream().map(d -> new Dataset(d.namespace(), d.name())).toList();
  }
}
