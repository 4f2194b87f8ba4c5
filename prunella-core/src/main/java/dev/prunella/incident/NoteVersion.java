package dev.prunella.incident;

/**
 * A knowledge note as it was when it was read: an edited one is another.
 *
 * @param path from the project's folder, such as {@code knowledge/partner-window.md}
 * @param version tells texts apart, in hexadecimal digits
 */
public record NoteVersion(String path, String version) {
  @Override
  public String toString() {
    return path;
  }
}
