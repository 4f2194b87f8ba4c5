package dev.prunella.app.project;

import dev.prunella.app.yaml.Problems;
import dev.prunella.local.LocalLake;
import dev.prunella.local.Secrets;
import dev.prunella.local.duckdb.DuckDbPool;
import dev.prunella.local.duckdb.PoolLimits;
import dev.prunella.pipeline.Cancellation;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CancellationException;
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

  /**
   * Reads all files.
   *
   * @param cancellation by which it ends; what it comes to then is not all that there is to tell
   * @throws CancellationException where it was told to end before a file was read
   * @throws IOException when a file cannot be read
   */
  public Checked check(Cancellation cancellation) throws IOException {
    Project project;
    try {
      project = ProjectFile.read(folder);
    } catch (ProjectProblems e) {
      // All files are read below, this one among them; here only the lake's place is lost.
      return withoutLake(whileWanted(new FolderFiles(folder), cancellation), cancellation);
    }
    var files =
        whileWanted(DbtPlace.beside(new FolderFiles(folder), project.settings()), cancellation);
    var secrets = secretsOf.apply(project);
    if (!LocalLake.exists(project.lake(), secrets)) {
      return withoutLake(files, cancellation);
    }
    try (var lake = LocalLake.open(project.lake(), secrets, clock);
        var _ = cancellation.register(lake::interrupt);
        var lease = lake.duckDb().lease()) {
      var tables = MainTables.of(lake);
      var loaded =
          ProjectLoader.load(files, tables, lease.connection(), published.apply(project, lake));
      return new Checked(loaded, true, notes(loaded, tables));
    }
  }

  /** Reads no more files once their reading is to end. */
  private static ProjectFiles whileWanted(ProjectFiles files, Cancellation cancellation) {
    return new ProjectFiles() {
      @Override
      public Path folder() {
        return files.folder();
      }

      @Override
      public List<String> paths() throws IOException {
        return files.paths();
      }

      @Override
      public byte[] read(String path, int mostBytes) throws IOException {
        cancellation.requireGoingOn();
        return files.read(path, mostBytes);
      }
    };
  }

  private Checked withoutLake(ProjectFiles files, Cancellation cancellation) throws IOException {
    // Nothing is made in the project, which may never get a lake.
    var scratch = Path.of(System.getProperty("java.io.tmpdir"));
    try (var pool = new DuckDbPool(PoolLimits.defaults(scratch));
        var _ = cancellation.register(pool::interrupt);
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
