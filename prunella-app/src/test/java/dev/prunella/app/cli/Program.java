package dev.prunella.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** The command in a process of its own, so that it can be killed. */
record Program(Process process, Path output) {
  private static final long LOOK_EVERY_MILLIS = 2;

  /** Starts it in a folder, as the user ana; what it prints goes into a file of the test. */
  static Program start(Path folder, Path output, String... arguments) throws IOException {
    return start(folder, output, Map.of(), arguments);
  }

  static Program start(
      Path folder, Path output, Map<String, String> environment, String... arguments)
      throws IOException {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.prunella.app.cli.Prunella"));
    command.addAll(List.of(arguments));
    var builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("PRUNELLA_USER", "ana");
    builder.environment().remove("PRUNELLA_PROJECT");
    builder.environment().putAll(environment);
    return new Program(builder.start(), output);
  }

  String printed() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new AssertionError(output + " cannot be read", e);
    }
  }

  /** Waits until something is so, or the process has ended. */
  void awaits(Duration patience, BooleanSupplier so) throws InterruptedException {
    long until = System.nanoTime() + patience.toNanos();
    while (!so.getAsBoolean() && process.isAlive()) {
      assertThat(System.nanoTime()).as("in vain: %s", printed()).isLessThan(until);
      Thread.sleep(LOOK_EVERY_MILLIS);
    }
  }

  int ends(Duration patience) throws InterruptedException {
    assertThat(process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)).as(printed()).isTrue();
    return process.exitValue();
  }

  /** As the system kills: without a word, now. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    ends(Duration.ofSeconds(20));
  }

  /** As Ctrl-C. */
  void interrupt() throws IOException, InterruptedException {
    var kill = new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start();
    assertThat(kill.waitFor(20, TimeUnit.SECONDS)).isTrue();
  }
}
