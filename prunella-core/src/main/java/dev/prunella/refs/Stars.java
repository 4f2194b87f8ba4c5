package dev.prunella.refs;

/**
 * Names by patterns, as people write them in a project's files: a star stands for any characters,
 * also none, and small letters are as good as capitals. It takes no longer than both are long,
 * however many stars there are.
 */
public final class Stars {
  private Stars() {}

  /** Whether a name is one of those that a pattern means. */
  public static boolean fit(String pattern, String name) {
    var parts = pattern.split("\\*", -1);
    if (parts.length == 1) {
      return name.equalsIgnoreCase(pattern);
    }
    var last = parts[parts.length - 1];
    int end = name.length() - last.length();
    int at = parts[0].length();
    if (at > end || !isAt(name, 0, parts[0]) || !isAt(name, end, last)) {
      return false;
    }
    for (int i = 1; i < parts.length - 1; i++) {
      // The first place leaves most room for what follows.
      int found = find(name, at, end, parts[i]);
      if (found < 0) {
        return false;
      }
      at = found + parts[i].length();
    }
    return true;
  }

  private static int find(String name, int from, int end, String part) {
    for (int at = from; at + part.length() <= end; at++) {
      if (isAt(name, at, part)) {
        return at;
      }
    }
    return -1;
  }

  private static boolean isAt(String name, int at, String part) {
    return name.regionMatches(true, at, part, 0, part.length());
  }
}
