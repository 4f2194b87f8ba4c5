package dev.prunella.heal;

import dev.prunella.pipeline.Correction;
import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.Transformation;
import java.util.Optional;

/** Nothing was waited for, nothing fails to load, and nothing has slipped. */
interface BareMeans extends Means {
  @Override
  default int waits() {
    return 0;
  }

  @Override
  default int retries() {
    return 0;
  }

  @Override
  default long mostMemory() {
    return 1 << 30;
  }

  @Override
  default Optional<Fault> probe(Finding finding, Correction correction) {
    return Optional.empty();
  }

  @Override
  default Optional<Slip> slip(Finding finding, Transformation.Cells wrong) {
    return Optional.empty();
  }
}
