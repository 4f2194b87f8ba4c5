package dev.prunella.local.code;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real processes on one store, some of them killed. */
class SeveralStoresTest {
  private static final int SNAPSHOTS = 100;
  private static final int KILLS = 10;

  @Test
  @Timeout(120)
  void processesThatKeepAtOnceLoseNothing(@TempDir Path folder) throws Exception {
    var git = folder.resolve("code.git");
    var processes = new ArrayList<Process>();
    for (var name : new String[] {"a", "b"}) {
      processes.add(
          builder(Files.createDirectory(folder.resolve(name)), git, 0, SNAPSHOTS).start());
    }
    var ids = new HashSet<String>();
    for (var process : processes) {
      var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as(said).isZero();
      ids.addAll(said.lines().toList());
    }
    // Both went through the same contents, so each tree is there once.
    assertThat(ids).hasSize(SNAPSHOTS);
    assertWhole(git, ids, folder.resolve("a"));
  }

  @Test
  @Timeout(180)
  void killedProcessLeavesNothingThatHindersTheNext(@TempDir Path folder) throws Exception {
    var git = folder.resolve("code.git");
    var project = Files.createDirectory(folder.resolve("project"));
    var random = new Random(7);
    var ids = new HashSet<String>();
    for (int kill = 0; kill < KILLS; kill++) {
      var said = folder.resolve("said-" + kill);
      var process =
          builder(project, git, 1000 * kill, 1_000_000).redirectOutput(said.toFile()).start();
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (Files.size(said) < 41 && System.nanoTime() < end) {
        Thread.sleep(2);
      }
      Thread.sleep(random.nextInt(60));
      process.destroyForcibly();
      assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
      // What it managed to say was durable; its last line may be cut off.
      Files.readAllLines(said).stream().filter(ObjectId::isId).forEach(ids::add);
    }
    assertThat(ids).hasSizeGreaterThanOrEqualTo(KILLS);
    assertWhole(git, ids, project);
  }

  /**
   * All objects can be read, all trees are there, and a snapshot gives what a fresh store gives.
   */
  private static void assertWhole(Path git, Set<String> trees, Path project) throws Exception {
    try (var repository = new FileRepositoryBuilder().setGitDir(git.toFile()).build();
        var walk = Files.walk(git.resolve("objects"))) {
      for (var file : walk.filter(f -> f.getFileName().toString().length() == 38).toList()) {
        var name = git.resolve("objects").relativize(file);
        var id = name.getName(0).toString() + name.getName(1);
        var loaded = repository.open(ObjectId.fromString(id));
        try (var format = new org.eclipse.jgit.lib.ObjectInserter.Formatter()) {
          assertThat(format.idFor(loaded.getType(), loaded.getBytes()).name()).isEqualTo(id);
        }
      }
      for (var tree : trees) {
        var kept = Optional.ofNullable(repository.exactRef("refs/prunella/trees/" + tree));
        assertThat(kept.map(ref -> ref.getObjectId())).contains(ObjectId.fromString(tree));
      }
    }
    try (var store = CodeStore.open(project, git, CodeScope.EVERYTHING);
        var fresh =
            CodeStore.open(project, project.resolveSibling("fresh.git"), CodeScope.EVERYTHING)) {
      for (var tree : trees) {
        var files = store.read(tree);
        files.list().forEach(file -> assertThat(files.read(file.path())).isNotEmpty());
      }
      var again = store.snapshot();
      assertThat(again.id()).isEqualTo(fresh.snapshot().id());
      assertThat(store.read(again.id()).list()).isNotEmpty();
    }
  }

  private static ProcessBuilder builder(Path project, Path git, int from, int to) {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            SnapshottingProcess.class.getName(),
            project.toString(),
            git.toString(),
            "" + from,
            "" + to)
        .redirectErrorStream(true);
  }
}
