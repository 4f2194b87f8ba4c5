package dev.prunella.local.gc;

import dev.prunella.local.iceberg.LocalFileIO;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import org.apache.iceberg.io.DelegateFileIO;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;

/** Files of this machine, stamped by a clock of the test, of a process that may die. */
final class WorldFiles implements DelegateFileIO {
  private final transient LocalFileIO files = new LocalFileIO();
  private final transient Clock clock;
  private final transient Crash crash;

  WorldFiles(Clock clock, Crash crash) {
    this.clock = clock;
    this.crash = crash;
  }

  @Override
  public InputFile newInputFile(String location) {
    return files.newInputFile(location);
  }

  @Override
  public OutputFile newOutputFile(String location) {
    var output = files.newOutputFile(location);
    return new OutputFile() {
      @Override
      public PositionOutputStream create() {
        return new Stamped(output.create(), location);
      }

      @Override
      public PositionOutputStream createOrOverwrite() {
        return create();
      }

      @Override
      public String location() {
        return location;
      }

      @Override
      public InputFile toInputFile() {
        return output.toInputFile();
      }
    };
  }

  @Override
  public void deleteFile(String location) {
    crash.step();
    files.deleteFile(location);
  }

  @Override
  public void deleteFiles(Iterable<String> locations) {
    locations.forEach(this::deleteFile);
  }

  @Override
  public Iterable<FileInfo> listPrefix(String prefix) {
    crash.step();
    return files.listPrefix(prefix);
  }

  @Override
  public void deletePrefix(String prefix) {
    files.deletePrefix(prefix);
  }

  private final class Stamped extends PositionOutputStream {
    private final PositionOutputStream out;
    private final String location;

    Stamped(PositionOutputStream out, String location) {
      this.out = out;
      this.location = location;
    }

    @Override
    public long getPos() throws IOException {
      return out.getPos();
    }

    @Override
    public void write(int b) throws IOException {
      out.write(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      out.close();
      Files.setLastModifiedTime(LocalFileIO.pathOf(location), FileTime.from(clock.instant()));
    }
  }
}
