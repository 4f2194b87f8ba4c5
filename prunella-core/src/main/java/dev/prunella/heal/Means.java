package dev.prunella.heal;

import dev.prunella.pipeline.Correction;
import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.Transformation;
import java.util.List;
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
}
