package dev.prunella.local.code;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the disk says of a file without its being read; links are not followed.
 *
 * @param modified nanoseconds since 1970, as is {@code changed}
 * @param changed when the inode last changed, which nobody can set back; 0 where the system has no
 *     such thing
 * @param inode 0 where the system has no such thing
 */
record Stat(Sort sort, boolean executable, long modified, long changed, long size, long inode) {

  enum Sort {
    FILE,
    FOLDER,
    LINK,
    OTHER
  }

  private static final int ANY_EXECUTE = 0b001_001_001;

  static Stat of(Path path) throws IOException {
    if (path.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      return unix(
          Files.readAttributes(
              path, "unix:mode,ino,ctime,size,lastModifiedTime", LinkOption.NOFOLLOW_LINKS));
    }
    var found = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    var sort =
        found.isSymbolicLink()
            ? Sort.LINK
            : found.isDirectory() ? Sort.FOLDER : found.isRegularFile() ? Sort.FILE : Sort.OTHER;
    return new Stat(sort, false, nanos(found.lastModifiedTime()), 0, found.size(), 0);
  }

  private static Stat unix(Map<String, Object> found) {
    int mode = found.get("mode") instanceof Integer m ? m : 0;
    // The file types of POSIX, as stat(2) gives them.
    var sort =
        switch (mode & 0170000) {
          case 0100000 -> Sort.FILE;
          case 0040000 -> Sort.FOLDER;
          case 0120000 -> Sort.LINK;
          default -> Sort.OTHER;
        };
    return new Stat(
        sort,
        (mode & ANY_EXECUTE) != 0,
        nanos(found.get("lastModifiedTime")),
        nanos(found.get("ctime")),
        found.get("size") instanceof Long size ? size : 0,
        found.get("ino") instanceof Long inode ? inode : 0);
  }

  private static long nanos(@Nullable Object time) {
    return time instanceof FileTime t ? t.to(TimeUnit.NANOSECONDS) : 0;
  }

  /** The later of the two times. */
  long lastTouched() {
    return Math.max(modified, changed);
  }
}
