package dev.prunella.local.code;

import java.nio.file.Path;

/**
 * A file from outside of the project's own that belongs to its code all the same: what another tool
 * has made of code, for instance.
 *
 * @param path what it is called in the tree, with {@code /}; nothing of the project has that name
 * @param file where it lies now; a link is followed
 */
public record GivenFile(String path, Path file) {
  public GivenFile {
    if (path.isEmpty() || path.startsWith("/") || path.endsWith("/")) {
      throw new IllegalArgumentException("'" + path + "' is no path in a tree");
    }
  }
}
