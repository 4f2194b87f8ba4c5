package dev.prunella.bench.crash;

import dev.prunella.local.iceberg.LocalFileIO;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;

/**
 * The lake's files, whose writer may die around each create, write, close and delete. It keeps the
 * log of what was written and not yet synced, for a crash takes that away in whole or in part.
 */
@SuppressWarnings("serial") // Iceberg wants it serializable for engines that ship it to workers
public final class FaultyFileIO implements FileIO {
  /** What the machine does to files that were not synced. */
  public enum Loss {
    /** The process died: what it had handed over is there, the rest is not. */
    PROCESS,
    /** The power went: an unsynced file may be gone, empty, cut, or full of zeros. */
    POWER
  }

  private final transient FileIO files;
  private final transient Steps steps;
  private final Map<Path, PositionOutputStream> unsynced = new ConcurrentHashMap<>();

  FaultyFileIO(Steps steps) {
    this(new LocalFileIO(), steps);
  }

  /**
   * Over the files of a lake.
   *
   * @param files of this machine
   */
  public FaultyFileIO(FileIO files, Steps steps) {
    this.files = files;
    this.steps = steps;
  }

  @Override
  public Map<String, String> properties() {
    return files.properties();
  }

  @Override
  public InputFile newInputFile(String location) {
    steps.requireAlive();
    return files.newInputFile(location);
  }

  @Override
  public OutputFile newOutputFile(String location) {
    steps.requireAlive();
    return new FaultyOutput(files.newOutputFile(location));
  }

  @Override
  public void deleteFile(String location) {
    steps.reach("delete-before");
    files.deleteFile(location);
    steps.reach("delete-after");
  }

  /** Does to the files what the crash did; nothing may write any more. */
  public int loseUnsynced(Loss loss, Random random) throws IOException {
    for (var entry : unsynced.entrySet()) {
      var path = entry.getKey();
      entry.getValue().close();
      try (var channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
        long size = channel.size();
        channel.truncate(size == 0 ? 0 : random.nextLong(size));
        if (loss == Loss.POWER && random.nextInt(3) == 0) {
          long zeros = channel.size();
          channel.truncate(0);
          channel.write(ByteBuffer.allocate((int) zeros));
        }
      }
      if (loss == Loss.POWER && random.nextBoolean()) {
        Files.delete(path);
      }
    }
    return unsynced.size();
  }

  private final class FaultyOutput implements OutputFile {
    private final OutputFile output;

    FaultyOutput(OutputFile output) {
      this.output = output;
    }

    @Override
    public PositionOutputStream create() {
      steps.reach("create-before");
      var stream = output.create();
      var path = LocalFileIO.pathOf(output.location());
      unsynced.put(path, stream);
      steps.reach("create-after");
      return new FaultyStream(stream, path);
    }

    @Override
    public PositionOutputStream createOrOverwrite() {
      return create();
    }

    @Override
    public String location() {
      return output.location();
    }

    @Override
    public InputFile toInputFile() {
      return newInputFile(output.location());
    }
  }

  private final class FaultyStream extends PositionOutputStream {
    private final PositionOutputStream stream;
    private final Path path;
    private boolean open = true;

    FaultyStream(PositionOutputStream stream, Path path) {
      this.stream = stream;
      this.path = path;
    }

    @Override
    public long getPos() throws IOException {
      return stream.getPos();
    }

    @Override
    public void write(int b) throws IOException {
      steps.requireAlive();
      stream.write(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      steps.reach("write-before");
      stream.write(bytes, offset, length);
      steps.reach("write-after");
    }

    @Override
    public void flush() throws IOException {
      steps.requireAlive();
      stream.flush();
    }

    /** The lake's files are synced by closing them. */
    @Override
    public void close() throws IOException {
      if (open) {
        open = false;
        steps.reach("sync-before");
        stream.close();
        unsynced.remove(path);
        steps.reach("sync-after");
      }
    }
  }
}
