package dev.prunella.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs every snippet of the README's tour, one after another in one folder, and compares what is
 * printed with what the README shows. Ids, times and sizes of files may differ.
 */
class ReadmeTest {
  private static final Pattern SNIPPET =
      Pattern.compile("```sh\\n(.*?)```(?:\\s*```text\\n(.*?)```)?", Pattern.DOTALL);
  private static final String PORT_OF_THE_TOUR = "8181";

  @TempDir Path folder = Path.of("");

  private record Snippet(String commands, String output) {}

  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void theTourRunsAsItIsWritten() throws Exception {
    var snippets = snippets();
    assertThat(snippets).hasSizeGreaterThan(5);
    var bin = Files.createDirectories(folder.resolve("bin"));
    var command = bin.resolve("prunella");
    Files.writeString(command, script());
    assertThat(command.toFile().setExecutable(true)).isTrue();
    var home = folder;
    for (var snippet : snippets) {
      var state = folder.resolve("where");
      var process =
          new ProcessBuilder(
              "sh",
              "-e",
              "-c",
              "cd \"$1\"\n" + snippet.commands() + "\npwd > \"$2\"\n",
              "sh",
              home.toString(),
              state.toString());
      process.environment().put("PATH", bin + ":" + System.getenv("PATH"));
      process.environment().put("PRUNELLA_USER", "you");
      process.environment().remove("PRUNELLA_PROJECT");
      var output = folder.resolve("output");
      var running = process.redirectErrorStream(true).redirectOutput(output.toFile()).start();
      assertThat(running.waitFor(180, TimeUnit.SECONDS)).as(snippet.commands()).isTrue();
      var printed = Files.readString(output);
      assertThat(running.exitValue()).as(snippet.commands() + "\n" + printed).isZero();
      assertThat(masked(printed)).as(snippet.commands()).isEqualTo(masked(snippet.output()));
      home = Path.of(Files.readString(state).strip());
    }
  }

  private static List<Snippet> snippets() throws IOException {
    var readme = Files.readString(Path.of(System.getProperty("prunella.root"), "README.md"));
    int from = readme.indexOf("## Five minutes");
    assertThat(from).isPositive();
    int to = readme.indexOf("\n## ", from + 5);
    var port = Integer.toString(freePort());
    var found = new ArrayList<Snippet>();
    var matcher = SNIPPET.matcher(readme.substring(from, to));
    while (matcher.find()) {
      var output = matcher.group(2) == null ? "" : matcher.group(2);
      found.add(
          new Snippet(
              matcher.group(1).replace(PORT_OF_THE_TOUR, port),
              output.replace(PORT_OF_THE_TOUR, port)));
    }
    return found;
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static String script() {
    return """
        #!/bin/sh
        exec '%s' --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \\
          -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp '%s' dev.prunella.app.cli.Prunella "$@"
        """
        .formatted(
            Path.of(System.getProperty("java.home"), "bin", "java"),
            System.getProperty("java.class.path"));
  }

  private static String masked(String text) {
    return text.replaceAll("\\b[0-9a-f]{12}\\b", "<commit>")
        .replaceAll("just now|in \\d+ seconds|\\d+ (seconds?|minutes?) ago", "<time>")
        .replaceAll("\\d+\\.\\d\\d s\\b", "<time>")
        .replaceAll("[0-9.]+ (B|KiB)\\b", "<size>")
        .replaceAll("(?m) {2,}", "  ")
        .replaceAll("(?m)\\s+$", "")
        .strip();
  }
}
