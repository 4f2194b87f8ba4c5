package dev.prunella.app.cli;

/** The few colours that are used, each for one meaning. */
enum Ink {
  PLAIN(""),
  STRONG("1"),
  DIM("2"),
  GOOD("32"),
  BAD("31"),
  CAUTION("33"),
  NAME("36");

  private final String code;

  Ink(String code) {
    this.code = code;
  }

  String paint(String text) {
    return this == PLAIN || text.isEmpty() ? text : "\u001b[" + code + "m" + text + "\u001b[0m";
  }
}
