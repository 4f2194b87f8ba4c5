package dev.prunella.app.run;

import dev.prunella.app.project.LoadedProject;
import dev.prunella.app.project.MainTables;
import dev.prunella.app.project.Project;
import dev.prunella.app.project.ProjectLoader;
import dev.prunella.contract.Contract;
import dev.prunella.local.LocalLake;
import dev.prunella.local.code.CodeStore;
import dev.prunella.refs.Commit;
import dev.prunella.refs.CommitId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads projects from code trees. What a tree says beside a commit of main never changes, so what
 * was read last is kept: a schedule and a healer ask for the same many times at each look, and to
 * parse all models costs more than a small run. Thread-safe.
 */
final class CodeReader {
  /** The project as it is, as main knows it, and some remedies. */
  private static final int MOST_KEPT = 8;

  private final Project project;
  private final LocalLake lake;
  private final CodeStore code;
  private final Map<Read, LoadedProject> recent = new LinkedHashMap<>(16, 0.75f, true);

  private record Read(String tree, CommitId main, boolean byPublished) {}

  CodeReader(Project project, LocalLake lake, CodeStore code) {
    this.project = project;
    this.lake = lake;
    this.code = code;
  }

  /**
   * Reads a tree.
   *
   * @param main whose tables models may read
   * @param byPublished whether main's contracts must not be taken back
   * @throws dev.prunella.app.project.ProjectProblems when anything in it is wrong
   */
  LoadedProject read(String tree, Commit main, boolean byPublished) {
    var key = new Read(tree, main.id(), byPublished);
    synchronized (recent) {
      var known = recent.get(key);
      if (known != null) {
        return known;
      }
    }
    var tables = new MainTables(lake, main);
    var loaded =
        load(tree, tables, byPublished ? PublishedContracts.at(main, code) : List.<Contract>of());
    if (tables.allWereRead()) {
      keep(key, loaded);
    }
    return loaded;
  }

  private LoadedProject load(String tree, MainTables tables, List<Contract> published) {
    var files = new TreeFiles(project.folder(), code.read(tree));
    try (var parser = lake.duckDb().lease()) {
      return ProjectLoader.load(files, tables, parser.connection(), published).orThrow();
    } catch (IOException e) {
      throw new UncheckedIOException("the project's code cannot be read", e);
    }
  }

  private void keep(Read key, LoadedProject loaded) {
    synchronized (recent) {
      recent.put(key, loaded);
      if (recent.size() > MOST_KEPT) {
        recent.remove(recent.keySet().iterator().next());
      }
    }
  }
}
