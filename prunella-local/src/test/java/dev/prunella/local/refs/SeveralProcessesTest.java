package dev.prunella.local.refs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.refs.EntryKey;
import dev.prunella.refs.JournalEntry;
import dev.prunella.refs.Lake;
import dev.prunella.refs.Limits;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class SeveralProcessesTest {
  private static final int COMMITS = 60;
  private static final int APPENDS = 200;

  @Test
  @Timeout(90)
  void processesThatCommitAtOnceLoseNothing(@TempDir Path folder) throws Exception {
    var file = folder.resolve("refs.db");
    var names = List.of("a", "b", "c");
    var processes = new ArrayList<Process>();
    for (var name : names) {
      processes.add(start(CommittingProcess.class, file, name, COMMITS));
    }
    for (var process : processes) {
      succeed(process);
    }

    try (var store = SqliteRefStore.open(file)) {
      var lake = new Lake(store, Clock.systemUTC(), Limits.DEFAULT);
      var found = new HashSet<EntryKey>();
      lake.entries(lake.head("main"), (key, entry) -> found.add(key));
      assertThat(found).hasSize(names.size() * COMMITS);
      // One for each commit, and the lake's first.
      assertThat(lake.log(lake.head("main").id())).hasSize(names.size() * COMMITS + 1);
      assertThat(store.lastWrite()).isEqualTo(names.size() * COMMITS + 1);
      assertThat(store.publications(1_000)).hasSize(names.size() * COMMITS);
      assertThat(store.check()).isEmpty();
    }
  }

  @Test
  @Timeout(90)
  void processesThatAppendAtOnceLoseNothingAndDoubleNothing(@TempDir Path folder) throws Exception {
    var file = folder.resolve("refs.db");
    var a = start(AppendingProcess.class, file, "a", APPENDS);
    var b = start(AppendingProcess.class, file, "b", APPENDS);
    var acknowledged = new ArrayList<>(succeed(a).lines().toList());
    acknowledged.addAll(succeed(b).lines().toList());

    try (var store = SqliteRefStore.open(file)) {
      var entries = store.journal("shared", 0, 10 * APPENDS);
      assertThat(acknowledged).hasSize(2 * APPENDS).doesNotHaveDuplicates();
      assertThat(entries)
          .extracting(JournalEntry::kind)
          .containsExactlyInAnyOrderElementsOf(acknowledged);
      assertThat(entries)
          .extracting(JournalEntry::position)
          .isEqualTo(LongStream.range(0, 2 * APPENDS).boxed().toList());
      assertThat(entries).extracting(JournalEntry::by).contains("a", "b");
      assertThat(store.check()).isEmpty();
    }
  }

  @Test
  @Timeout(90)
  void processThatIsKilledHasKeptAllThatItSaid(@TempDir Path folder) throws Exception {
    var file = folder.resolve("refs.db");
    var said = new ArrayList<String>();
    for (int round = 0; round < 3; round++) {
      var output = folder.resolve("said-" + round);
      var process =
          builder(AppendingProcess.class, file, "r" + round, 1_000_000)
              .redirectOutput(output.toFile())
              .start();
      for (int tries = 0; tries < 1_000 && wholeLines(output).size() < 50; tries++) {
        Thread.sleep(20);
      }
      process.destroyForcibly();
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(wholeLines(output)).hasSizeGreaterThanOrEqualTo(50);
      said.addAll(wholeLines(output));

      try (var store = SqliteRefStore.open(file)) {
        var kept = store.journal("shared", 0, 1_000_000).stream().map(JournalEntry::kind).toList();
        // The last of each round may have been cut off between its commit and its line.
        assertThat(kept).containsSubsequence(said);
        assertThat(kept.size()).isBetween(said.size(), said.size() + round + 1);
        assertThat(store.length("shared")).isEqualTo(kept.size());
        assertThat(store.check()).isEmpty();
      }
    }
  }

  /** Without the line that the end of the process may have cut. */
  private static List<String> wholeLines(Path file) throws Exception {
    var text = Files.readString(file);
    return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
  }

  /** What the process said. */
  private static String succeed(Process process) throws Exception {
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(80, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    return said;
  }

  private static Process start(Class<?> main, Path file, String name, int count) throws Exception {
    return builder(main, file, name, count).start();
  }

  private static ProcessBuilder builder(Class<?> main, Path file, String name, int count) {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            main.getName(),
            file.toString(),
            name,
            "" + count)
        .redirectErrorStream(true);
  }
}
