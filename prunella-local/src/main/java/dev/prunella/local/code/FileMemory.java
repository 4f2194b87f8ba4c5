package dev.prunella.local.code;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32;
import org.eclipse.jgit.lib.ObjectId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which bytes a file had when it was last read, so that a file that has not changed since is not
 * read again.
 *
 * <p>As git's index it goes by size, times and inode. A file may be changed twice within one tick
 * of the disk's clock, though, and then looks unchanged; git looks at such files again, and so do
 * we: a file that was touched shortly before it was read is not remembered at all. Losing this
 * memory costs time only, so it is not synced, and whatever is odd about the file makes it empty.
 */
final class FileMemory {
  private static final Logger LOG = LoggerFactory.getLogger(FileMemory.class);
  private static final int FORMAT = 0x50_46_4d_01;
  private static final int CRC_BYTES = 8;

  /** More than any disk's tick (FAT has 2 s), and than what clocks of one machine differ by. */
  private static final long YOUNG_NANOS = 3_000_000_000L;

  private final Path file;
  private final String project;
  private final Map<String, Known> known;

  /** What a file was when it was read. */
  record Known(Stat stat, ObjectId blob, boolean binary) {}

  private FileMemory(Path file, String project, Map<String, Known> known) {
    this.file = file;
    this.project = project;
    this.known = known;
  }

  static FileMemory open(Path file, String project, int mostFiles) {
    try {
      return new FileMemory(file, project, read(Files.readAllBytes(file), project, mostFiles));
    } catch (NoSuchFileException e) {
      return new FileMemory(file, project, Map.of());
    } catch (IOException e) {
      LOG.debug("{} cannot be used, every file is read again", file, e);
      return new FileMemory(file, project, Map.of());
    }
  }

  Optional<Known> recall(String path, Stat now) {
    return Optional.ofNullable(known.get(path)).filter(k -> k.stat().equals(now));
  }

  /**
   * Whether a file that was read can be remembered.
   *
   * @param readAt nanoseconds since 1970 just before it was read
   */
  static boolean isSettled(Stat stat, long readAt) {
    return stat.lastTouched() < readAt - YOUNG_NANOS;
  }

  /** Puts these in the place of all that was known; a crash leaves the old ones. */
  void replace(Map<String, Known> next) {
    if (next.equals(known)) {
      return;
    }
    var part = file.resolveSibling("memory-" + UUID.randomUUID() + CodeFolder.PART);
    try {
      Files.write(part, write(next));
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      LOG.debug("{} could not be written, every file is read again next time", file, e);
    }
  }

  private byte[] write(Map<String, Known> next) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var out = new DataOutputStream(bytes);
    out.writeInt(FORMAT);
    out.writeUTF(project);
    out.writeInt(next.size());
    for (var entry : next.entrySet()) {
      var stat = entry.getValue().stat();
      out.writeUTF(entry.getKey());
      out.writeBoolean(stat.executable());
      out.writeLong(stat.modified());
      out.writeLong(stat.changed());
      out.writeLong(stat.size());
      out.writeLong(stat.inode());
      out.writeBoolean(entry.getValue().binary());
      entry.getValue().blob().copyRawTo(out);
    }
    out.writeLong(crc(bytes.toByteArray(), bytes.size()));
    return bytes.toByteArray();
  }

  private static Map<String, Known> read(byte[] bytes, String project, int mostFiles)
      throws IOException {
    int length = bytes.length - CRC_BYTES;
    if (length < 0 || ByteBuffer.wrap(bytes).getLong(length) != crc(bytes, length)) {
      throw new IOException("cut off or damaged");
    }
    var in = new DataInputStream(new ByteArrayInputStream(bytes, 0, length));
    if (in.readInt() != FORMAT || !in.readUTF().equals(project)) {
      throw new IOException("of another format or project");
    }
    int count = in.readInt();
    if (count < 0 || count > mostFiles) {
      throw new IOException("of too many files");
    }
    var known = HashMap.<String, Known>newHashMap(count);
    var id = new byte[20];
    for (int i = 0; i < count; i++) {
      var path = in.readUTF();
      boolean executable = in.readBoolean();
      var stat =
          new Stat(
              Stat.Sort.FILE,
              executable,
              in.readLong(),
              in.readLong(),
              in.readLong(),
              in.readLong());
      boolean binary = in.readBoolean();
      in.readFully(id);
      known.put(path, new Known(stat, ObjectId.fromRaw(id), binary));
    }
    return known;
  }

  private static long crc(byte[] bytes, int length) {
    var crc = new CRC32();
    crc.update(bytes, 0, length);
    return crc.getValue();
  }
}
