package dev.prunella.app.cli;

import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;

/**
 * What a command sees of the machine it runs on.
 *
 * @param folder the current folder
 * @param user the operating system's name for the account
 * @param terminal whether a person looks on: both input and output are a terminal
 */
record Surroundings(
    Path folder,
    Map<String, String> environment,
    String user,
    boolean terminal,
    InputStream in,
    Clock clock,
    ZoneId zone) {
  /** Set to anything but 0, it wants colours also where no terminal is. */
  static final String COLOUR = "CLICOLOR_FORCE";

  static Surroundings ofThisProcess() {
    // Whether there is one without a terminal differs by version of the JDK.
    var console = Optional.ofNullable(System.console());
    return new Surroundings(
        Path.of("").toAbsolutePath(),
        System.getenv(),
        System.getProperty("user.name", "unknown"),
        console.map(c -> c.isTerminal()).orElse(false),
        System.in,
        Clock.systemUTC(),
        ZoneId.systemDefault());
  }

  /**
   * Colours are for people, and only for those who did not decline them (no-color.org); they may
   * stand at the other end of a pipe (bixense.com/clicolors).
   */
  boolean wantsColour() {
    return (terminal || !environment.getOrDefault(COLOUR, "0").equals("0"))
        && environment.getOrDefault("NO_COLOR", "").isEmpty()
        && !environment.getOrDefault("TERM", "").equals("dumb");
  }

  boolean wantsStackTraces() {
    return !environment.getOrDefault("PRUNELLA_DEBUG", "").isEmpty();
  }
}
