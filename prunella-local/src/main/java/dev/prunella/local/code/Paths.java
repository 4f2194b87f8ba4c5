package dev.prunella.local.code;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.StringJoiner;

/** Paths as git writes them. */
final class Paths {
  /** What a decoder puts in the place of bytes that it cannot read. */
  private static final char UNREADABLE = '\uFFFD';

  /**
   * By code point, which is by the bytes of UTF-8. Over whole paths this is also how git sorts the
   * entries of a tree: a folder as if its name ended with a slash.
   */
  static final Comparator<String> GIT_ORDER = Paths::compare;

  private Paths() {}

  private static int compare(String a, String b) {
    int same = 0;
    while (same < a.length() && same < b.length() && a.charAt(same) == b.charAt(same)) {
      same++;
    }
    if (same == a.length() || same == b.length()) {
      return a.length() - b.length();
    }
    char x = a.charAt(same);
    char y = b.charAt(same);
    // Halves of a pair stand for what lies beyond all single characters.
    boolean beyondX = Character.isSurrogate(x);
    boolean beyondY = Character.isSurrogate(y);
    return beyondX == beyondY ? x - y : beyondX ? 1 : -1;
  }

  static String slashed(Path relative) {
    var joined = new StringJoiner("/");
    relative.forEach(part -> joined.add(part.toString()));
    return joined.toString();
  }

  /** The last part; refuses one that this process cannot spell. */
  static String name(Path path) {
    var name = String.valueOf(path.getFileName());
    if (name.indexOf(UNREADABLE) >= 0) {
      throw CodeErrors.refused(
          "the name of the file '"
              + path
              + "' cannot be read: it is not UTF-8, or this process is not; rename it, or set"
              + " LC_ALL=C.UTF-8");
    }
    return name;
  }

  /** What a link points to, as it is written in it. */
  static String target(Path link) throws IOException {
    return Files.readSymbolicLink(link).toString();
  }
}
