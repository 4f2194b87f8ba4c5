package dev.prunella.heal;

import dev.prunella.incident.Amendment;
import dev.prunella.pipeline.Correction;
import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.Transformation;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a cure may ask of the world while it makes up its mind: cheap, and without effect. */
public interface Means {

  /** How often the incident has waited so far. */
  int waits();

  /** How often a person has said that it is to be tried again. */
  int retries();

  /** What people wrote down beforehand. */
  default Known known() {
    return Known.nothing();
  }

  /** What became of earlier incidents. */
  default Past past() {
    return Past.none();
  }

  /** The memory that a step may be given at most, in bytes. */
  long mostMemory();

  /**
   * Whether the finding's step would load what its source brings now, corrected so; what it makes
   * is thrown away.
   *
   * @return why it fails; empty when it would be made
   */
  Optional<Fault> probe(Finding finding, Correction correction);

  /**
   * How a finding's numbers may have come in another unit, by a reference: those that are near, the
   * likeliest first. That one is near proves nothing.
   */
  default List<Transformation.Convert> conversions(Finding finding, Reference reference) {
    return List.of();
  }

  /**
   * The smallest changes of edited models' text after which they come out on known input as they
   * did before they were edited; all of one size. None where nothing less than the whole edit does.
   */
  default List<Patch> patches(Finding finding) {
    return List.of();
  }

  /** Changes of models that agents suggest for the incident; proved by nobody yet. */
  default List<Suggestion> suggestions() {
    return List.of();
  }

  /**
   * A change of models that an agent suggests.
   *
   * @param agent who
   * @param paths of the models that it changed
   * @param files the new text of each file that the run is to go by
   */
  record Suggestion(String agent, List<String> paths, Map<String, Optional<String>> files) {
    public Suggestion {
      paths = List.copyOf(paths);
      files = Map.copyOf(files);
    }
  }

  /**
   * What single cells in which a digit slipped should be at their source, where that has a staging,
   * each row is found by its key alone, the power of ten is told by what such rows usually have,
   * and the source still holds what was loaded.
   *
   * @param wrong the cells; a factor of 1 where it is not known yet
   */
  Optional<Slip> slip(Finding finding, Transformation.Cells wrong);

  /**
   * Cells that can be put right at their source.
   *
   * @param evidence cell by cell; for people who may see values
   * @param inverse the same as a change of what was loaded
   */
  record Slip(Amendment amendment, List<String> evidence, Transformation.Cells inverse) {
    public Slip {
      evidence = List.copyOf(evidence);
    }
  }
}
