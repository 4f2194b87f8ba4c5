package dev.prunella.local.fetch;

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
}
