package dev.prunella.local.code;

import java.nio.file.Files;
import java.nio.file.Path;

/** One of several processes that change a project of their own and keep it in one store. */
public final class SnapshottingProcess {
  private SnapshottingProcess() {}

  /** Arguments: the project, the store, the first and the last content. Prints each tree's id. */
  public static void main(String[] args) throws Exception {
    var project = Path.of(args[0]);
    for (int i = Integer.parseInt(args[2]); i < Integer.parseInt(args[3]); i++) {
      for (int file = 0; file < 5; file++) {
        Files.writeString(project.resolve("m" + file + ".sql"), "select " + (100 * i + file));
      }
      try (var store = CodeStore.open(project, Path.of(args[1]), CodeScope.EVERYTHING)) {
        System.out.println(store.snapshot().id());
      }
    }
  }
}
