package dev.prunella.incident;

/**
 * Something that a failure's text blames.
 *
 * @param kind what it is
 * @param name as the text writes it, untrusted
 */
public record Place(Kind kind, String name) {

  /** What can be blamed. */
  public enum Kind {
    FILE,
    LINE,
    TABLE,
    COLUMN,
    CONSTRAINT,
    FUNCTION,
    KEY,
    NODE,
    MODULE,
    SETTING
  }
}
