package dev.prunella.local.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** How much lies in a folder while others write there. */
final class FolderSize {
  private static final int MOST_FILES = 20_000;

  private FolderSize() {}

  /** In bytes; of the first 20,000 files where there are more. */
  static long of(Path folder) {
    var size =
        new SimpleFileVisitor<Path>() {
          private long bytes;
          private int files;

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            bytes += attributes.size();
            return ++files < MOST_FILES ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) {
            // It was removed while we looked.
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path dir, @Nullable IOException e) {
            return FileVisitResult.CONTINUE;
          }
        };
    try {
      Files.walkFileTree(folder, size);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look into " + folder, e);
    }
    return size.bytes;
  }
}
