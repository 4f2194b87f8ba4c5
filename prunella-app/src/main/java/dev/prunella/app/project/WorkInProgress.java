package dev.prunella.app.project;

import dev.prunella.app.yaml.Problems;
import dev.prunella.local.LocalLake;
import dev.prunella.local.Secrets;
import dev.prunella.local.duckdb.DuckDbPool;
import dev.prunella.local.duckdb.PoolLimits;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/** A project as it lies in its folder, checked against the lake's main. Runs never read it so. */
public final class WorkInProgress {
  private final Path folder;
  private final Function<Project, Secrets> secretsOf;
  private final Clock clock;
  private final BiFunction<Project, LocalLake, Published> published;

  /**
   * A folder to be checked.
   *
   * @param secretsOf needed to open the lake
   * @param published what the lake's main was made by
   */
  public WorkInProgress(
      Path folder,
      Function<Project, Secrets> secretsOf,
      Clock clock,
      BiFunction<Project, LocalLake, Published> published) {
    this.published = published;
    this.folder = folder.toAbsolutePath().normalize();
    this.secretsOf = secretsOf;
    this.clock = clock;
  }

  /**
   * What reading comes to.
   *
   * @param lakeAsked false when there is no lake yet, or its place is not known for mistakes in
   *     {@code prunella.yaml}: then names and columns of its tables went unchecked
   * @param notes what is wrong with notes; these hold up no run
   */
  public record Checked(Loaded loaded, boolean lakeAsked, List<Problems.Found> notes) {
    public Checked {
      notes = List.copyOf(notes);
    }
  }

  /** Reads all files. */
  public Checked check() throws IOException {
    Project project;
    try {
      project = ProjectFile.read(folder);
    } catch (ProjectProblems e) {
      // All files are read below, this one among them; here only the lake's place is lost.
      return withoutLake(new FolderFiles(folder));
    }
    var files = DbtPlace.beside(new FolderFiles(folder), project.settings());
    var secrets = secretsOf.apply(project);
    if (!LocalLake.exists(project.lake(), secrets)) {
      return withoutLake(files);
    }
    try (var lake = LocalLake.open(project.lake(), secrets, clock);
        var lease = lake.duckDb().lease()) {
      var tables = MainTables.of(lake);
      var loaded =
          ProjectLoader.load(files, tables, lease.connection(), published.apply(project, lake));
      return new Checked(loaded, true, notes(loaded, tables));
    }
  }

  private Checked withoutLake(ProjectFiles files) throws IOException {
    // Nothing is made in the project, which may never get a lake.
    var scratch = Path.of(System.getProperty("java.io.tmpdir"));
    try (var pool = new DuckDbPool(PoolLimits.defaults(scratch));
        var lease = pool.lease()) {
      var loaded = ProjectLoader.load(files, LakeTables.unknown(), lease.connection());
      return new Checked(loaded, false, notes(loaded, LakeTables.unknown()));
    }
  }

  private List<Problems.Found> notes(Loaded loaded, LakeTables lake) {
    return switch (loaded) {
      case Loaded.Sound(var project) ->
          KnowledgeInFolder.of(
                  folder, project.settings().zone(), KnowledgeInFolder.names(project, lake))
              .problems();
      case Loaded.Flawed _ -> KnowledgeInFolder.of(folder, ZoneOffset.UTC).problems();
    };
  }
}
