package dev.prunella.app.spark;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where the JDK 17 is that Spark needs. */
public final class Java17 {
  private static final Path INSTALLED = Path.of("/usr/lib/jvm");

  private Java17() {}

  /** Its {@code java}; without one, tests are skipped, and fail where they must run: in CI. */
  public static Path required() throws IOException {
    var found = find(System.getenv("JAVA17_HOME"));
    if (found.isPresent()) {
      return found.get();
    }
    var sentence =
        "Spark needs a JDK 17, and there is none in JAVA17_HOME nor in "
            + INSTALLED
            + "/*17*; install one, for example Debian's openjdk-17-jdk-headless";
    if (System.getenv("CI") != null) {
      return fail(sentence);
    }
    return abort(sentence);
  }

  private static Optional<Path> find(@Nullable String home) throws IOException {
    var homes = new ArrayList<Path>();
    if (home != null) {
      homes.add(Path.of(home));
    }
    if (Files.isDirectory(INSTALLED)) {
      try (var folders = Files.newDirectoryStream(INSTALLED, "*17*")) {
        folders.forEach(homes::add);
      }
    }
    for (var candidate : homes) {
      var release = candidate.resolve("release");
      if (Files.isExecutable(candidate.resolve("bin/java"))
          && Files.isReadable(release)
          && Files.readString(release).contains("JAVA_VERSION=\"17.")) {
        return Optional.of(candidate.resolve("bin/java"));
      }
    }
    return Optional.empty();
  }
}
