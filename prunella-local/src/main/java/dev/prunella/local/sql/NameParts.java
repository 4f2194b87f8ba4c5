package dev.prunella.local.sql;

import java.util.ArrayList;
import java.util.List;

/**
 * The parts of a dotted name as it stands in SQL text, blanks and comments between them allowed.
 */
final class NameParts {

  /** From its first character to the one after its last, quotes included. */
  record Part(int start, int end) {}

  private NameParts() {}

  static List<Part> of(String sql, int start, int end) {
    List<Part> parts = new ArrayList<>();
    int at = start;
    // Bounded: each turn moves forward.
    while (at < end) {
      char c = sql.charAt(at);
      if (c == '"') {
        int close = quoted(sql, at, end);
        parts.add(new Part(at, close));
        at = close;
      } else if (sql.startsWith("--", at)) {
        int line = sql.indexOf('\n', at);
        at = line < 0 ? end : line + 1;
      } else if (sql.startsWith("/*", at)) {
        at = comment(sql, at, end);
      } else if (c == '.' || Character.isWhitespace(c)) {
        at++;
      } else {
        int stop = at;
        while (stop < end && isOfWord(sql, stop)) {
          stop++;
        }
        stop = Math.max(stop, at + 1);
        parts.add(new Part(at, stop));
        at = stop;
      }
    }
    return parts;
  }

  private static boolean isOfWord(String sql, int at) {
    char c = sql.charAt(at);
    return c != '.'
        && c != '"'
        && !Character.isWhitespace(c)
        && !sql.startsWith("--", at)
        && !sql.startsWith("/*", at);
  }

  private static int quoted(String sql, int start, int end) {
    for (int at = start + 1; at < end; at++) {
      if (sql.charAt(at) == '"') {
        if (at + 1 < end && sql.charAt(at + 1) == '"') {
          at++;
        } else {
          return at + 1;
        }
      }
    }
    return end;
  }

  /** Comments of SQL nest. */
  private static int comment(String sql, int start, int end) {
    int depth = 0;
    for (int at = start; at < end; at++) {
      if (sql.startsWith("/*", at)) {
        depth++;
        at++;
      } else if (sql.startsWith("*/", at)) {
        depth--;
        at++;
        if (depth == 0) {
          return at + 1;
        }
      }
    }
    return end;
  }
}
