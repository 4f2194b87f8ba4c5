package dev.prunella.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class PrunellaTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void versionSaysTheNumberThatMavenBuilt() {
    assertThat(run("--version")).isZero();
    assertThat(out.toString()).matches("prunella \\d+\\.\\d+\\.\\d+\\S*\\R");
  }

  @Test
  void helpGoesToStandardOutput() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString()).startsWith("Usage: prunella");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void aCommandThatDoesNotExistIsExitCode2() {
    assertThat(run("heel")).isEqualTo(2);
    assertThat(err.toString()).contains("heel");
    assertThat(out.toString()).isEmpty();
  }

  private int run(String... args) {
    return Prunella.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(args);
  }
}
