package dev.prunella.local.secrets;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;

/** Files that only their owner can read, as keys are. */
public final class OwnerOnlyFile {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private OwnerOnlyFile() {}

  /**
   * Makes one, with its folder, unless there is one; durable when it returns. Of several who make
   * it at once one's content stays.
   *
   * @throws UnsupportedOperationException where files have no such permissions
   */
  public static void make(Path file, byte[] content) throws IOException {
    var folder = file.resolveSibling("").toAbsolutePath();
    Files.createDirectories(folder);
    var part = folder.resolve(file.getFileName() + "." + UUID.randomUUID());
    Files.createFile(part, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    try {
      try (var channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
        var left = ByteBuffer.wrap(content);
        while (left.hasRemaining()) {
          channel.write(left);
        }
        channel.force(true);
      }
      // A link, for it never takes the place of a key that another process has made meanwhile.
      Files.createLink(file, part);
    } catch (FileAlreadyExistsException e) {
      // Another process was quicker; its key is the key.
      return;
    } finally {
      Files.delete(part);
    }
    try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Whether nobody else can read or write a file. */
  public static boolean is(Path file) throws IOException {
    var others = EnumSet.allOf(PosixFilePermission.class);
    others.removeAll(OWNER_ONLY);
    others.retainAll(Files.getPosixFilePermissions(file));
    return others.isEmpty();
  }
}
