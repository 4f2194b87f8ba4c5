package dev.prunella.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever wants a port that another program has is told so once, in our own words. */
class PortInUseTest {
  @Test
  void theNextStepIsTheCommandsOwn(@TempDir Path folder) throws IOException {
    var shell = Shell.inProject(folder);
    var before = System.err;
    var logged = new ByteArrayOutputStream();
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      System.setErr(new PrintStream(logged, true, StandardCharsets.UTF_8));
      var port = String.valueOf(taken.getLocalPort());
      for (var command : new String[] {"serve", "serve --iceberg", "inbox --serve"}) {
        assertThat(shell.run((command + " --port " + port).split(" ", -1)).exits(Exit.FAILED).err())
            .isEqualTo(
                "error: port %s of 127.0.0.1 is in use\nnext:  prunella %s --port 0 takes any free one\n"
                    .formatted(port, command));
      }
    } finally {
      System.setErr(before);
    }
    assertThat(logged.toString(StandardCharsets.UTF_8)).isEmpty();
  }
}
