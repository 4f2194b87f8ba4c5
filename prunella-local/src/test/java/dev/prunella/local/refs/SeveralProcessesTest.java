package dev.prunella.local.refs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.refs.EntryKey;
import dev.prunella.refs.Lake;
import dev.prunella.refs.Limits;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class SeveralProcessesTest {
  private static final int COMMITS = 60;

  @Test
  @Timeout(90)
  void processesThatCommitAtOnceLoseNothing(@TempDir Path folder) throws Exception {
    var file = folder.resolve("refs.db");
    var names = List.of("a", "b", "c");
    var processes = new ArrayList<Process>();
    for (var name : names) {
      processes.add(start(file, name));
    }
    for (var process : processes) {
      assertThat(process.waitFor(80, TimeUnit.SECONDS)).isTrue();
      var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.exitValue()).as(said).isZero();
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

  private static Process start(Path file, String name) throws Exception {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            CommittingProcess.class.getName(),
            file.toString(),
            name,
            "" + COMMITS)
        .redirectErrorStream(true)
        .start();
  }
}
