package dev.prunella.local.duckdb;

import dev.prunella.local.files.LoadedLibraries;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The file of the driver's native library, 70 MB, which is removed as soon as it is loaded. */
final class NativeLibrary {
  private static final Logger LOG = LoggerFactory.getLogger(NativeLibrary.class);
  private static final String NAME = "libduckdb_java";

  private static volatile boolean gone;

  private NativeLibrary() {}

  /** To be called when the driver has been loaded. */
  static void removeFile() {
    if (gone) {
      return;
    }
    gone = true;
    try {
      LoadedLibraries.remove(file -> file.getFileName().toString().startsWith(NAME));
    } catch (IOException | SecurityException e) {
      LOG.debug("the driver's library stays until the process ends: {}", e.getMessage());
    }
  }
}
