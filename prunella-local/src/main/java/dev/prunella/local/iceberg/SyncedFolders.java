package dev.prunella.local.iceberg;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Folders whose entries survive a power cut, since files in them will be named by a commit. */
public final class SyncedFolders {
  private SyncedFolders() {}

  /** Makes the folder and those above it, and syncs the parent of each that was missing. */
  public static void create(Path folder) throws IOException {
    var missing = new ArrayDeque<Path>();
    for (@Nullable Path p = folder.toAbsolutePath();
        p != null && !Files.isDirectory(p);
        p = p.getParent()) {
      missing.push(p);
    }
    Files.createDirectories(folder);
    for (Path made : missing) {
      Path parent = made.getParent();
      if (parent != null) {
        try (var directory = FileChannel.open(parent, StandardOpenOption.READ)) {
          directory.force(true);
        }
      }
    }
  }
}
