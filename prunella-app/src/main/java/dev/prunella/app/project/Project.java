package dev.prunella.app.project;

import dev.prunella.local.LakeConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A folder with the user's work, known by its {@code prunella.yaml}.
 *
 * @param folder absolute
 */
public record Project(Path folder, LakeConfig lake, Settings settings) {
  public static final String FILE = "prunella.yaml";

  /** Deepest folder from which the way up is walked. */
  private static final int MOST_LEVELS = 100;

  public String name() {
    return settings.name();
  }

  /** The same in another mode, which somebody has named beside the file. */
  public Project in(Settings.Mode mode) {
    return new Project(folder, lake, settings.in(mode));
  }

  /** The project that a folder is, or lies in. */
  public static Optional<Path> around(Path start) {
    var folder = Optional.of(start.toAbsolutePath().normalize());
    for (int level = 0; level < MOST_LEVELS && folder.isPresent(); level++) {
      if (Files.isRegularFile(folder.get().resolve(FILE))) {
        return folder;
      }
      folder = folder.flatMap(f -> Optional.ofNullable(f.getParent()));
    }
    return Optional.empty();
  }
}
