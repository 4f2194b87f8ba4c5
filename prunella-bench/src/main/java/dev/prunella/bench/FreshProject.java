package dev.prunella.bench;

import dev.prunella.app.cli.Prunella;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;

/** A project as {@code prunella init} makes it, and the commands in its folder. */
public record FreshProject(Path folder) {
  private static final String NAME = "bench";

  /** Makes one in a folder. */
  public static FreshProject in(Path parent) {
    new FreshProject(parent).command("init", NAME);
    return new FreshProject(parent.resolve(NAME));
  }

  /**
   * Runs one that has to come through.
   *
   * @throws IllegalStateException if it does not, with what it says
   */
  public void command(String... args) {
    var said = new StringWriter();
    int code = run(said, args);
    if (code != 0) {
      throw new IllegalStateException(
          "prunella %s ended with %d: %s"
              .formatted(String.join(" ", Arrays.asList(args)), code, said));
    }
  }

  /** Runs one that may fail; its exit code. */
  public int attempt(String... args) {
    return run(new StringWriter(), args);
  }

  private int run(StringWriter said, String... args) {
    var writer = new PrintWriter(said);
    return Prunella.execute(Clock.systemUTC(), folder, writer, writer, args);
  }
}
