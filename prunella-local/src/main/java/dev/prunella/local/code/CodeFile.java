package dev.prunella.local.code;

/**
 * A file of a code tree.
 *
 * @param path from the project's folder, with slashes
 * @param blob the git id of its bytes, 40 hexadecimal digits
 * @param bytes its size; of a link, the length of its target's name
 */
public record CodeFile(String path, Kind kind, String blob, long bytes) {

  /** What sort of file. */
  public enum Kind {
    FILE,
    EXECUTABLE,
    /** Its bytes are the name that it points to; nothing follows it. */
    LINK
  }
}
