package dev.prunella.app.cli;

import java.util.regex.Pattern;

/** The few colours that are used, each for one meaning. */
enum Ink {
  PLAIN(""),
  STRONG("1"),
  DIM("2"),
  GOOD("32"),
  BAD("31"),
  CAUTION("33"),
  NAME("36");

  private static final Pattern PAINT = Pattern.compile("\u001b\\[\\d*m");

  private final String code;

  Ink(String code) {
    this.code = code;
  }

  String paint(String text) {
    return this == PLAIN || text.isEmpty() ? text : "\u001b[" + code + "m" + text + "\u001b[0m";
  }

  /** A text as it was before parts of it were painted. */
  static String plain(String painted) {
    return PAINT.matcher(painted).replaceAll("");
  }
}
