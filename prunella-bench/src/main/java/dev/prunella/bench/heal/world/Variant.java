package dev.prunella.bench.heal.world;

import dev.prunella.bench.TemporaryFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A project's judging changed for a while; closing puts it back. */
public final class Variant implements AutoCloseable {
  private static final String SETTINGS = "prunella.yaml";

  private final Path project;
  private final byte[] settings;
  private final Path aside;

  private Variant(Path project) throws IOException {
    this.project = project;
    this.settings = Files.readAllBytes(project.resolve(SETTINGS));
    this.aside = aside(project);
  }

  private static Path aside(Path project) {
    return project.resolveSibling("contracts-aside");
  }

  /** Takes away what a process left that died while it had changed a project's judging. */
  static void tidy(Path project) throws IOException {
    if (Files.isDirectory(aside(project))) {
      TemporaryFolder.delete(aside(project));
    }
  }

  public static Variant of(Path project) throws IOException {
    return new Variant(project);
  }

  /** Contracts count as they are; histories, and how models were before, do not. */
  public Variant byContractsAlone() throws IOException {
    var text = Files.readString(project.resolve(SETTINGS));
    Files.writeString(
        project.resolve(SETTINGS),
        text.replaceAll("(?m)^(anomalies|edits):.*$\\n?", "").stripTrailing()
            + "\nanomalies: none\nedits: ignore\n");
    return this;
  }

  /** Nothing is judged at all. */
  public Variant unjudged() throws IOException {
    byContractsAlone();
    var contracts = project.resolve("contracts");
    if (Files.isDirectory(contracts)) {
      Files.move(contracts, aside);
    }
    return this;
  }

  @Override
  public void close() throws IOException {
    Files.write(project.resolve(SETTINGS), settings);
    if (Files.isDirectory(aside)) {
      var contracts = project.resolve("contracts");
      if (Files.isDirectory(contracts)) {
        TemporaryFolder.delete(contracts);
      }
      Files.move(aside, contracts);
    }
  }
}
