package dev.prunella.connect.dbt;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A dbt project's folder, read in place; nothing is written into it. Immutable, but for the files
 * themselves.
 */
public final class DbtProject {
  private final Optional<Path> folder;
  private final DbtManifest manifest;

  private DbtProject(Optional<Path> folder, DbtManifest manifest) {
    this.folder = folder;
    this.manifest = manifest;
  }

  /**
   * Reads {@code target/manifest.json} in a dbt project's folder.
   *
   * @throws DbtException if there is none, or it cannot be used; it says what to run
   */
  public static DbtProject open(Path folder) {
    return open(folder, folder.resolve("target").resolve("manifest.json"));
  }

  /**
   * The same with a manifest from elsewhere, as when {@code target-path} is set.
   *
   * @throws DbtException if it cannot be used
   */
  public static DbtProject open(Path folder, Path manifest) {
    if (!Files.isRegularFile(folder.resolve("dbt_project.yml"))) {
      throw new DbtException(
          "there is no dbt_project.yml in " + folder, "give the folder of a dbt project");
    }
    try (var in = new BufferedInputStream(Files.newInputStream(manifest))) {
      return new DbtProject(Optional.of(folder), DbtManifest.read(in));
    } catch (NoSuchFileException e) {
      throw new DbtException(
          "there is no " + manifest, "run `dbt compile` in " + folder + ", and try again", e);
    } catch (IOException e) {
      throw new DbtException(
          "cannot read " + manifest + ": " + e.getMessage(), "check the file and try again", e);
    } catch (DbtException e) {
      throw new DbtException(manifest + ": " + e.getMessage(), e.nextStep(), e);
    }
  }

  /**
   * What a manifest says by itself. The files that it names are taken to be there: who loads one
   * finds out.
   *
   * @throws DbtException if it cannot be used
   */
  public static DbtProject of(byte[] manifest) {
    return new DbtProject(Optional.empty(), DbtManifest.read(manifest));
  }

  public DbtManifest manifest() {
    return manifest;
  }

  /**
   * The project as a pipeline: each model a step with its compiled SQL, each seed a load.
   *
   * @throws DbtException if nothing of it has been compiled
   */
  public DbtPipeline pipeline(ModelSql sql, DbtOptions options) {
    return new PipelineBuilder(this, sql, options).build();
  }

  /**
   * A file of the project or of a package that it uses; empty when it is outside, or not there as
   * far as the folder is known.
   */
  Optional<String> file(String dbtPackage, String written) {
    var path =
        dbtPackage.equals(manifest.project())
            ? written
            : "dbt_packages/" + dbtPackage + "/" + written;
    try {
      var root = folder.orElse(Path.of("dbt")).toAbsolutePath().normalize();
      var file = root.resolve(path).normalize();
      return file.startsWith(root) && (folder.isEmpty() || Files.isRegularFile(file))
          ? Optional.of(path.replace('\\', '/'))
          : Optional.empty();
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }
}
