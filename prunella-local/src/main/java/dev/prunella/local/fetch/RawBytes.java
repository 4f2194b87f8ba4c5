package dev.prunella.local.fetch;

import dev.prunella.local.raw.RawLimits;
import dev.prunella.local.raw.RawStore;
import dev.prunella.pipeline.Batch;
import java.io.InputStream;

/** Where bytes are kept as they came, each under the hash of its content. Thread-safe. */
public interface RawBytes {

  /**
   * Reads to the end and keeps; an exception of the stream passes through, and nothing is kept.
   *
   * @param name for people
   * @throws dev.prunella.refs.LakeException if the storage fails or is full
   */
  Batch.Part keep(String name, InputStream bytes);

  /**
   * In the lake's raw store.
   *
   * @param limits of one part
   */
  static RawBytes in(RawStore store, RawLimits limits) {
    return (name, bytes) -> {
      var kept = store.keep(bytes, limits);
      return new Batch.Part(
          name, kept.hash().hex(), kept.bytes(), store.path(kept.hash()).toString());
    };
  }
}
