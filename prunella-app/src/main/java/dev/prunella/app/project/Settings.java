package dev.prunella.app.project;

import com.fasterxml.jackson.databind.JsonNode;
import dev.prunella.pipeline.Calendar.Rhythm;
import dev.prunella.pipeline.Pipeline.PublishUnit;
import dev.prunella.pipeline.StepLimits;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code prunella.yaml} says, beside the lake's place.
 *
 * @param kept {@code notify}, {@code channels} and {@code connectors} as they are written, for
 *     those who use them
 * @param pipelines in the order of the file; empty when none is declared
 */
public record Settings(
    String name,
    Mode mode,
    ZoneId zone,
    Anomalies anomalies,
    Edits edits,
    Recall recall,
    Defaults defaults,
    Map<String, JsonNode> kept,
    List<DeclaredPipeline> pipelines,
    Lineage lineage,
    Optional<Dbt> dbt,
    PeopleSettings people,
    MaySend notesMaySend) {

  /** What the healer may do by itself. */
  public enum Mode {
    OBSERVE,
    PROPOSE,
    ACT
  }

  /** The same in another mode, which somebody has named beside the file. */
  public Settings in(Mode other) {
    return new Settings(
        name,
        other,
        zone,
        anomalies,
        edits,
        recall,
        defaults,
        kept,
        pipelines,
        lineage,
        dbt,
        people,
        notesMaySend);
  }

  /** Which tables are judged by their own history. */
  public enum Anomalies {
    /** All: those with a contract hold their publication, others give a warning. */
    ALL,
    /** Those whose contract holds the publication by it; where that says warn, nobody looks. */
    CONTRACTS,
    NONE
  }

  /** What becomes of an edit of a model that changes what known input gives. */
  public enum Edits {
    /** Nothing is published by it before a person says that it is meant. */
    HOLD,
    WARN,
    /** Nobody looks. */
    IGNORE
  }

  /** By what similar incidents are found. */
  public enum Recall {
    /** By what they mean, as a model tells it, as well as by their words. */
    MEANING,
    WORDS
  }

  /** What holds for steps that do not say otherwise. */
  public record Defaults(StepLimits limits, int parallel, String python) {}

  /**
   * Where OpenLineage events go; nowhere when both a file and a server are left out.
   *
   * @param token a reference to the secret that the server asks for
   */
  public record Lineage(Optional<String> file, Optional<String> url, Optional<String> token) {}

  /**
   * A dbt project whose models are run here.
   *
   * @param line where it stands
   * @param path of its folder, from the project's or absolute
   * @param manifest from the dbt project's folder, or absolute
   * @param fullRefresh whether it was compiled with {@code --full-refresh}
   */
  public record Dbt(int line, String path, String manifest, boolean fullRefresh) {
    public static final String USUAL_MANIFEST = "target/manifest.json";
  }

  /** Whether a pipeline is about time. */
  public sealed interface Interval {
    /** The file does not say: the pipeline's sources decide. */
    record Unsaid() implements Interval {}

    record None() implements Interval {}

    record Each(Rhythm rhythm) implements Interval {}
  }

  /**
   * A pipeline as it is declared; its steps are known once all files are read.
   *
   * @param line where its name stands
   * @param tables selectors
   */
  public record DeclaredPipeline(
      String name,
      int line,
      List<String> tables,
      Interval interval,
      ZoneId zone,
      Optional<String> schedule,
      Optional<LocalDate> start,
      boolean catchUp,
      boolean waitForFiles,
      PublishUnit publish,
      String description) {
    public DeclaredPipeline {
      tables = List.copyOf(tables);
    }
  }

  public Settings {
    kept = Map.copyOf(kept);
    pipelines = List.copyOf(pipelines);
  }
}
