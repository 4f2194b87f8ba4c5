package dev.prunella.app.project;

import dev.prunella.connect.dbt.DbtException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the dbt project lies that a project names, and what dbt has compiled of it.
 *
 * @param folder absolute
 * @param manifest absolute
 * @param inProject the folder as files of the project are named, with {@code /}: empty when it is
 *     the project's own, absolute when it lies outside
 * @param shown the same for people, as somebody wrote it
 */
public record DbtPlace(Path folder, Path manifest, String inProject, String shown) {
  /** What the compiled manifest is called in the code tree. */
  public static final String IN_TREE = "dbt/manifest.json";

  /** A larger one is not kept as code. */
  static final int MOST_BYTES = 128 << 20;

  /** The place that a project's settings mean. */
  public static DbtPlace of(Path project, Settings.Dbt dbt) {
    var home = project.toAbsolutePath().normalize();
    var folder = home.resolve(dbt.path()).normalize();
    return new DbtPlace(
        folder,
        folder.resolve(dbt.manifest()).normalize(),
        slashes(folder.startsWith(home) ? home.relativize(folder) : folder),
        slashes(Path.of(dbt.path()).normalize()));
  }

  private static String slashes(Path path) {
    return path.toString().replace('\\', '/');
  }

  /**
   * The same, when there is something to read.
   *
   * @throws DbtException that says what to run, when dbt has compiled nothing
   */
  public DbtPlace require() {
    if (!Files.isRegularFile(folder.resolve("dbt_project.yml"))) {
      throw new DbtException(
          "there is no dbt_project.yml in " + folder, "name the folder of a dbt project");
    }
    if (!Files.isRegularFile(manifest)) {
      throw new DbtException(
          "there is no " + manifest, "run `dbt compile` in " + folder + ", and try again");
    }
    return this;
  }

  /** A folder's files, with the manifest from where it lies. */
  static ProjectFiles beside(ProjectFiles files, Settings settings) {
    return settings
        .dbt()
        .<ProjectFiles>map(dbt -> new Both(files, of(files.folder(), dbt).require().manifest()))
        .orElse(files);
  }

  private record Both(ProjectFiles files, Path manifest) implements ProjectFiles {

    @Override
    public Path folder() {
      return files.folder();
    }

    @Override
    public List<String> paths() throws IOException {
      var all = new ArrayList<>(files.paths());
      all.add(IN_TREE);
      return all;
    }

    @Override
    public byte[] read(String path, int mostBytes) throws IOException {
      if (!path.equals(IN_TREE)) {
        return files.read(path, mostBytes);
      }
      try (var in = Files.newInputStream(manifest)) {
        return in.readNBytes(mostBytes + 1);
      } catch (NoSuchFileException e) {
        throw new DbtException("there is no " + manifest, "run `dbt compile`, and try again", e);
      }
    }
  }
}
