package dev.prunella.app.run;

import dev.prunella.app.project.LoadedProject;
import dev.prunella.app.project.MainTables;
import dev.prunella.app.project.Project;
import dev.prunella.app.project.ProjectLoader;
import dev.prunella.app.project.Published;
import dev.prunella.local.LocalLake;
import dev.prunella.local.code.CodeStore;
import dev.prunella.refs.Commit;
import dev.prunella.refs.CommitId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reads projects from code trees. What a tree says beside main's tables, their columns and the code
 * that was published last never changes, so what was read last is kept: a schedule and a healer ask
 * for the same many times at each look, and to parse all models costs more than a small run. That
 * main has new rows makes no difference. Thread-safe.
 */
final class CodeReader {
  /** The project as it is, as main knows it, and some remedies. */
  private static final int MOST_KEPT = 8;

  private final Project project;
  private final LocalLake lake;
  private final CodeStore code;
  private final Map<Read, Kept> recent = new LinkedHashMap<>(16, 0.75f, true);

  /** What a tree is read beside. */
  enum Beside {
    /** Main's tables, which its models may read. */
    TABLES,
    /** Those, and the code of that commit, on which its readers rely. */
    PUBLISHED
  }

  /**
   * What was read.
   *
   * @param published the code that readers rely on; empty where nobody asks
   */
  private record Read(String tree, Optional<String> published) {}

  /**
   * What it says.
   *
   * @param at the commit of main beside which it was looked at last
   */
  private record Kept(LoadedProject project, MainTables.Answers tables, CommitId at) {}

  CodeReader(Project project, LocalLake lake, CodeStore code) {
    this.project = project;
    this.lake = lake;
    this.code = code;
  }

  /**
   * Reads a tree.
   *
   * @param main whose tables models may read
   * @throws dev.prunella.app.project.ProjectProblems when anything in it is wrong
   */
  LoadedProject read(String tree, Commit main, Beside beside) {
    var published =
        switch (beside) {
          case TABLES -> Optional.<String>empty();
          case PUBLISHED -> main.code();
        };
    var key = new Read(tree, published);
    var known = known(key);
    if (known.filter(k -> k.at().equals(main.id())).isPresent()) {
      return known.get().project();
    }
    var tables = new MainTables(lake, main);
    var loaded =
        known
            .filter(k -> k.tables().areThoseOf(tables))
            .map(Kept::project)
            .orElseGet(
                () ->
                    load(
                        tree,
                        tables,
                        beside == Beside.TABLES || published.equals(Optional.of(tree))
                            ? Published.NOTHING
                            : PublishedCode.at(project, lake, main, code)));
    if (tables.allWereRead()) {
      keep(key, new Kept(loaded, tables.answers(), main.id()));
    }
    return loaded;
  }

  private Optional<Kept> known(Read key) {
    synchronized (recent) {
      return Optional.ofNullable(recent.get(key));
    }
  }

  private LoadedProject load(String tree, MainTables tables, Published published) {
    var files = new TreeFiles(project.folder(), code.read(tree));
    try (var parser = lake.duckDb().lease()) {
      return ProjectLoader.load(files, tables, parser.connection(), published).orThrow();
    } catch (IOException e) {
      throw new UncheckedIOException("the project's code cannot be read", e);
    }
  }

  private void keep(Read key, Kept kept) {
    synchronized (recent) {
      recent.put(key, kept);
      if (recent.size() > MOST_KEPT) {
        recent.remove(recent.keySet().iterator().next());
      }
    }
  }
}
