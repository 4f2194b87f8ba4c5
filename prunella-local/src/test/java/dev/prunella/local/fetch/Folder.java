package dev.prunella.local.fetch;

import dev.prunella.local.raw.RawLimits;
import dev.prunella.local.raw.RawStore;
import dev.prunella.pipeline.Batch;
import java.io.InputStream;
import java.nio.file.Path;

/** The real raw store, beside which something can happen between reading and looking again. */
final class Folder implements RawBytes {
  private final Path folder;
  private Runnable afterReading = () -> {};

  Folder(Path folder) {
    this.folder = folder;
  }

  /** Done once, when the next part has been kept. */
  void afterNextReading(Runnable action) {
    afterReading = action;
  }

  @Override
  public Batch.Part keep(String name, InputStream bytes) {
    var part = RawBytes.in(RawStore.in(folder), RawLimits.DEFAULT).keep(name, bytes);
    var after = afterReading;
    afterReading = () -> {};
    after.run();
    return part;
  }
}
