package dev.prunella.bench.heal.world;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;

/**
 * A folder as it was at a moment, kept beside it, so that it can be put back. Only what has changed
 * is touched: most files of a lake are written once and never again.
 */
final class Keep {
  private final Path folder;
  private final Path kept;
  private final Map<Path, Stamp> files = new HashMap<>();

  private record Stamp(long size, long modified) {
    static Stamp of(BasicFileAttributes attributes) {
      return new Stamp(attributes.size(), attributes.lastModifiedTime().toMillis());
    }
  }

  private Keep(Path folder, Path kept) {
    this.folder = folder;
    this.kept = kept;
  }

  /** What was kept before, by this process or another. */
  static Keep again(Path folder, Path kept) throws IOException {
    var keep = new Keep(folder, kept);
    Files.walkFileTree(
        kept,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            keep.files.put(kept.relativize(file), Stamp.of(attributes));
            return FileVisitResult.CONTINUE;
          }
        });
    return keep;
  }

  /** Keeps a folder as it is now; nobody may be at work in it. */
  static Keep of(Path folder, Path kept) throws IOException {
    var keep = new Keep(folder, kept);
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            var relative = folder.relativize(file);
            var copy = kept.resolve(relative);
            Files.createDirectories(copy.resolveSibling(""));
            Files.copy(
                file,
                copy,
                StandardCopyOption.COPY_ATTRIBUTES,
                StandardCopyOption.REPLACE_EXISTING);
            keep.files.put(relative, Stamp.of(attributes));
            return FileVisitResult.CONTINUE;
          }
        });
    return keep;
  }

  /** What a file of the folder held. */
  byte[] bytes(Path file) throws IOException {
    return Files.readAllBytes(kept.resolve(folder.relativize(file)));
  }

  /** Puts the folder back as it was; nobody may be at work in it. */
  void restore() throws IOException {
    var missing = new HashMap<>(files);
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            var relative = folder.relativize(file);
            var stamp = files.get(relative);
            if (stamp == null) {
              Files.delete(file);
            } else if (stamp.equals(Stamp.of(attributes))) {
              missing.remove(relative);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            throw e;
          }
        });
    for (var relative : missing.keySet()) {
      var file = folder.resolve(relative);
      Files.createDirectories(file.resolveSibling(""));
      Files.copy(
          kept.resolve(relative),
          file,
          StandardCopyOption.COPY_ATTRIBUTES,
          StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
