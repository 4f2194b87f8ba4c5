package dev.prunella.local.merge;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;

/**
 * Remembers what was written through it, so that a merge which does not come about leaves nothing
 * behind.
 */
final class ScratchIO implements FileIO {
  private static final long serialVersionUID = 1L;

  private final FileIO io;
  private final List<String> written = new ArrayList<>();

  ScratchIO(FileIO io) {
    this.io = io;
  }

  /** Locations opened for writing; Iceberg writes manifests from several threads. */
  List<String> written() {
    synchronized (written) {
      return List.copyOf(written);
    }
  }

  /**
   * A file that cannot be deleted must not hide why it has to be; it is garbage then, which the
   * lake's own collection finds.
   */
  void deleteWritten(Throwable reason) {
    for (String location : written()) {
      try {
        io.deleteFile(location);
      } catch (RuntimeException e) {
        reason.addSuppressed(e);
      }
    }
  }

  @Override
  public InputFile newInputFile(String location) {
    return io.newInputFile(location);
  }

  @Override
  public InputFile newInputFile(String location, long length) {
    return io.newInputFile(location, length);
  }

  @Override
  public OutputFile newOutputFile(String location) {
    synchronized (written) {
      written.add(location);
    }
    return io.newOutputFile(location);
  }

  @Override
  public void deleteFile(String location) {
    io.deleteFile(location);
  }

  @Override
  public Map<String, String> properties() {
    return io.properties();
  }
}
