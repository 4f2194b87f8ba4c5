package dev.prunella.app.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a command sees of the machine it runs on.
 *
 * @param folder the current folder
 * @param user the operating system's name for the account
 * @param terminal whether a person looks on: both input and output are a terminal
 * @param shown whether a terminal may show what is printed, whatever the input is
 */
record Surroundings(
    Path folder,
    Map<String, String> environment,
    String user,
    boolean terminal,
    boolean shown,
    InputStream in,
    Clock clock,
    ZoneId zone) {
  /** Set to anything but 0, it wants colours also where no terminal is. */
  static final String COLOUR = "CLICOLOR_FORCE";

  /** A terminal's width: said by shells, or by {@code ./prunella}, for Java cannot ask for it. */
  static final String COLUMNS = "COLUMNS";

  /** In less nothing could be read. */
  private static final int NARROWEST = 40;

  /** Standard output as a file, where the system has that. */
  private static final Path OUT = Path.of("/dev/fd/1");

  private static final int KIND = 0170000;
  private static final int DEVICE = 0020000;

  /** Where only a terminal shows what is printed. */
  Surroundings(
      Path folder,
      Map<String, String> environment,
      String user,
      boolean terminal,
      InputStream in,
      Clock clock,
      ZoneId zone) {
    this(folder, environment, user, terminal, terminal, in, clock, zone);
  }

  static Surroundings ofThisProcess() {
    // Whether there is one without a terminal differs by version of the JDK.
    var console = Optional.ofNullable(System.console());
    boolean terminal = console.map(c -> c.isTerminal()).orElse(false);
    return new Surroundings(
        Path.of("").toAbsolutePath(),
        System.getenv(),
        System.getProperty("user.name", "unknown"),
        terminal,
        terminal || mayBeTerminal(OUT),
        System.in,
        Clock.systemUTC(),
        ZoneId.systemDefault());
  }

  /** Whether a file may be a terminal: it is known not to be one, or it may. */
  static boolean mayBeTerminal(Path file) {
    try {
      return !(Files.getAttribute(file, "unix:mode") instanceof Integer mode)
          || (mode & KIND) == DEVICE;
    } catch (IOException | UnsupportedOperationException e) {
      return true;
    }
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

  /** How wide whoever looks on wants lines to be at most; empty where that is not known. */
  OptionalInt columns() {
    try {
      int columns = Integer.parseInt(environment.getOrDefault(COLUMNS, "").strip());
      return columns < NARROWEST ? OptionalInt.empty() : OptionalInt.of(columns);
    } catch (NumberFormatException e) {
      // Not set, or by somebody who means something else.
      return OptionalInt.empty();
    }
  }

  boolean wantsStackTraces() {
    return !environment.getOrDefault("PRUNELLA_DEBUG", "").isEmpty();
  }
}
