package dev.prunella.local.process;

import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.Fault.Kind;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where programs are looked for. */
final class SearchPath {
  private static final int LONGEST = 500;

  private SearchPath() {}

  /** Whether a command's first word is a program, as the system would look for it. */
  static boolean finds(String path, String executable, Path folder) {
    if (executable.contains("/")) {
      return isProgram(folder.resolve(executable));
    }
    if (executable.isEmpty()) {
      return false;
    }
    for (var place : path.split(":", -1)) {
      if (isProgram(folder.resolve(place).resolve(executable))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isProgram(Path file) {
    return Files.isRegularFile(file) && Files.isExecutable(file);
  }

  static Fault notFound(String path, String executable) {
    var where =
        executable.contains("/")
            ? ""
            : "; looked for in " + path.substring(0, Math.min(LONGEST, path.length()));
    return Fault.of(
            Kind.PROCESS_FAILED,
            "there is no program '" + executable + "'" + where,
            "install it, or give the full path of the program")
        .with("program", executable);
  }
}
