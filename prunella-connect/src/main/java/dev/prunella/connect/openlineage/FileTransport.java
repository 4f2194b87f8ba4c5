package dev.prunella.connect.openlineage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Appends events to a file, one a line. Several processes may: each takes the lock beside the file,
 * so that lines are whole and the file is put aside once. A line that a crash has cut off is ended
 * before the next one.
 */
final class FileTransport implements Transport {
  private static final int LOCK_TRIES = 200;
  private static final long LOCK_PAUSE_MILLIS = 25;

  private final LineageConfig.ToFile to;

  FileTransport(LineageConfig.ToFile to) {
    this.to = to;
  }

  @Override
  public String where() {
    return to.path().toString();
  }

  @Override
  public void deliver(String line) throws IOException, InterruptedException {
    var folder = to.path().toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    try (var locks =
            FileChannel.open(beside(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var lock = lock(locks)) {
      if (!lock.isValid()) {
        throw new IOException("the lock beside " + to.path() + " was lost");
      }
      var bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
      if (Files.exists(to.path()) && Files.size(to.path()) + bytes.length > to.mostBytes()) {
        putAside();
      }
      append(bytes);
    }
  }

  private FileLock lock(FileChannel locks) throws IOException, InterruptedException {
    for (int tries = 0; tries < LOCK_TRIES; tries++) {
      try {
        var lock = locks.tryLock();
        if (lock != null) {
          return lock;
        }
      } catch (OverlappingFileLockException e) {
        // Another part of this process has it: the same as another process.
        if (tries == LOCK_TRIES - 1) {
          throw new IOException("another part of this program writes to " + to.path(), e);
        }
      }
      Thread.sleep(LOCK_PAUSE_MILLIS);
    }
    throw new IOException("another process holds " + beside(".lock"));
  }

  private void append(byte[] bytes) throws IOException {
    try (var file =
        FileChannel.open(
            to.path(),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      long end = file.size();
      if (end > 0) {
        var last = ByteBuffer.allocate(1);
        file.read(last, end - 1);
        if (last.get(0) != '\n') {
          end += file.write(ByteBuffer.wrap(new byte[] {'\n'}), end);
        }
      }
      var rest = ByteBuffer.wrap(bytes);
      try {
        while (rest.hasRemaining()) {
          file.write(rest, end + rest.position());
        }
      } catch (IOException e) {
        file.truncate(end);
        throw e;
      }
    }
  }

  /** The newest of those put aside is {@code .1}. */
  private void putAside() throws IOException {
    for (int i = to.mostFiles(); i > 1; i--) {
      var younger = beside("." + (i - 1));
      if (Files.exists(younger)) {
        Files.move(younger, beside("." + i), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    Files.move(to.path(), beside(".1"), StandardCopyOption.REPLACE_EXISTING);
  }

  private Path beside(String ending) {
    return to.path().resolveSibling(to.path().getFileName() + ending);
  }

  @Override
  public void close() {
    // Nothing is open between two lines.
  }
}
