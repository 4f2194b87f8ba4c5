package dev.prunella.local.engine;

import dev.prunella.pipeline.Fault.Kind;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/**
 * A part of a batch that was looked at.
 *
 * @param name for people
 * @param path where its bytes are, under a name that DuckDB does not take for a pattern
 */
record PartFile(String name, Path path, FirstBytes first) {

  /**
   * Its text, unzipped.
   *
   * @param why it is not to be had of zstd, for people
   */
  InputStream text(String why) throws IOException {
    if (first == FirstBytes.ZSTD) {
      throw new FaultException(Kind.BAD_BYTES, name + ": " + why, "bring it plain or as gzip");
    }
    var raw = Files.newInputStream(path);
    try {
      return new BufferedInputStream(
          first == FirstBytes.GZIP ? new GZIPInputStream(raw) : raw, 1 << 16);
    } catch (IOException e) {
      raw.close();
      throw e;
    }
  }
}
