package dev.prunella.contract;

/**
 * A place in the project's files.
 *
 * @param path from the project's folder, with {@code /}
 * @param line from 1
 */
public record CodePlace(String path, int line) {

  public static CodePlace file(String path) {
    return new CodePlace(path, 1);
  }

  public CodePlace at(int otherLine) {
    return new CodePlace(path, otherLine);
  }

  @Override
  public String toString() {
    return path + ":" + line;
  }
}
