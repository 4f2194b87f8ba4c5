package dev.prunella.app.cli;

import dev.prunella.app.project.Project;
import dev.prunella.app.project.ProjectFile;
import dev.prunella.app.run.Workspace;
import dev.prunella.app.schedule.Pause;
import dev.prunella.app.serve.ServeConfig;
import dev.prunella.app.site.Site;
import dev.prunella.local.Secrets;
import dev.prunella.local.secrets.Redaction;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What the launcher has Java watch once, so that later starts find their classes loaded and linked:
 * a small project is made, looked at and served, in a folder that is removed afterwards. Nothing of
 * the machine's own projects or environment is looked at, and nothing leaves it.
 */
final class Rehearsal {
  /** Whoever starts the program for the first time waits for it. */
  private static final Duration LONGEST = Duration.ofMinutes(2);

  private final Path folder;
  private final Clock clock = Clock.systemUTC();
  private final PrintWriter unheard = new PrintWriter(Writer.nullWriter());

  private Rehearsal(Path folder) {
    this.folder = folder;
  }

  /** Rehearses; what does not come through ends it with an error, and there are no quick starts. */
  public static void main(String[] args) throws Exception {
    Thread.ofPlatform().daemon().name("prunella-rehearsal-watch").start(Rehearsal::endInTime);
    var folder = Files.createTempDirectory("prunella-rehearsal");
    try {
      play(folder);
    } finally {
      remove(folder);
    }
    System.exit(0);
  }

  private static void endInTime() {
    try {
      Thread.sleep(LONGEST);
      Runtime.getRuntime().halt(Exit.FAILED.code());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Plays it in an empty folder. */
  static void play(Path folder) throws IOException {
    new Rehearsal(folder).play();
  }

  private void play() throws IOException {
    run(folder, "--help");
    run(folder, "init", "shop");
    var shop = folder.resolve("shop");
    run(shop, "status");
    serve(ProjectFile.read(shop));
  }

  private void serve(Project project) throws IOException {
    var config =
        new Site.Config(
            "127.0.0.1",
            0,
            Version.number(),
            "me",
            false,
            Prunella.served(clock, project, false),
            List.of(),
            ServeConfig.Bounds.DEFAULT,
            _ -> {},
            _ -> {});
    try (var workspace =
            Workspace.open(
                project,
                new Secrets(Map.of(), project.folder(), new Redaction()),
                new Workspace.Host(Version.number(), Map.of(), clock, _ -> {}));
        var site = Site.open(workspace, config, clock, Pause.ofThisMachine());
        var health = URI.create(site.uri() + "/health").toURL().openStream()) {
      health.readAllBytes();
    }
  }

  private void run(Path where, String... words) {
    var here =
        new Surroundings(
            where, Map.of(), "me", false, InputStream.nullInputStream(), clock, ZoneOffset.UTC);
    int exit = Prunella.commandLine(here, words).setOut(unheard).setErr(unheard).execute(words);
    if (exit != Exit.OK.code()) {
      throw new IllegalStateException(
          "prunella " + String.join(" ", words) + " ended with " + exit);
    }
  }

  private static void remove(Path folder) throws IOException {
    List<Path> all;
    try (Stream<Path> files = Files.walk(folder)) {
      all = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (var file : all) {
      Files.deleteIfExists(file);
    }
  }
}
