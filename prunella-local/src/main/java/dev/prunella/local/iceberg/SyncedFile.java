package dev.prunella.local.iceberg;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.apache.iceberg.io.PositionOutputStream;

/**
 * A new file that is durable once closed. Making the entry in its directory durable needs the
 * directory to be synced too, and so for each directory that had to be made.
 */
final class SyncedFile extends PositionOutputStream {
  private static final int BUFFER_BYTES = 64 * 1024;

  private final String location;
  private final Path path;
  private final FileChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
  private long position;

  private SyncedFile(String location, Path path, FileChannel channel) {
    this.location = location;
    this.path = path;
    this.channel = channel;
  }

  static SyncedFile create(Path path, String location) throws IOException {
    var parent = path.toAbsolutePath().getParent();
    if (parent != null) {
      SyncedFolders.create(parent);
    }
    return new SyncedFile(location, path, FileChannel.open(path, CREATE_NEW, WRITE));
  }

  private static void syncParent(Path child) throws IOException {
    var parent = child.toAbsolutePath().getParent();
    if (parent != null) {
      try (var directory = FileChannel.open(parent, READ)) {
        directory.force(true);
      }
    }
  }

  @Override
  public long getPos() {
    return position;
  }

  @Override
  public void write(int b) {
    if (!buffer.hasRemaining()) {
      drain();
    }
    buffer.put((byte) b);
    position++;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    if (length > buffer.remaining()) {
      drain();
    }
    if (length > buffer.capacity()) {
      transfer(ByteBuffer.wrap(bytes, offset, length));
    } else {
      buffer.put(bytes, offset, length);
    }
    position += length;
  }

  @Override
  public void flush() {
    drain();
  }

  /** Syncs; a file that could not be synced must not be used by any commit. */
  @Override
  public void close() {
    if (!channel.isOpen()) {
      return;
    }
    try (channel) {
      drain();
      channel.force(true);
      syncParent(path);
    } catch (IOException e) {
      throw LocalFileIO.problem("cannot write", location, e);
    }
  }

  private void drain() {
    buffer.flip();
    transfer(buffer);
    buffer.clear();
  }

  private void transfer(ByteBuffer bytes) {
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      throw LocalFileIO.problem("cannot write", location, e);
    }
  }
}
