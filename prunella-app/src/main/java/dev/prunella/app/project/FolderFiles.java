package dev.prunella.app.project;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/**
 * The files of a folder in which somebody works, for validation. Only what can belong to the code
 * is looked at, so that a folder of landed data costs nothing. Links are not followed.
 */
public final class FolderFiles implements ProjectFiles {
  private static final int DEEPEST = 30;

  private final Path folder;

  public FolderFiles(Path folder) {
    this.folder = folder.toAbsolutePath().normalize();
  }

  @Override
  public Path folder() {
    return folder;
  }

  @Override
  public List<String> paths() throws IOException {
    var found = new ArrayList<String>();
    for (var file : FileKind.TOP_FILES) {
      if (Files.isRegularFile(folder.resolve(file), LinkOption.NOFOLLOW_LINKS)) {
        found.add(file);
      }
    }
    for (var top : FileKind.TOP_FOLDERS) {
      if (Files.isDirectory(folder.resolve(top), LinkOption.NOFOLLOW_LINKS)) {
        walk(folder.resolve(top), found);
      }
    }
    return found;
  }

  private void walk(Path top, List<String> found) throws IOException {
    Files.walkFileTree(
        top,
        EnumSet.noneOf(FileVisitOption.class),
        DEEPEST,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile()) {
              found.add(folder.relativize(file).toString().replace('\\', '/'));
            }
            return found.size() > ProjectLoader.MOST_FILES
                ? FileVisitResult.TERMINATE
                : FileVisitResult.CONTINUE;
          }
        });
  }

  @Override
  public byte[] read(String path, int mostBytes) throws IOException {
    var file = folder.resolve(path);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new NoSuchFileException(file.toString());
    }
    try (var in = Files.newInputStream(file)) {
      return in.readNBytes(mostBytes + 1);
    }
  }
}
