package dev.prunella.local.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * The names and named parameters of SQL, exactly where they stand: what looks like one inside of a
 * string, a dollar-quoted string or a comment is none.
 */
final class SqlWords {

  enum Kind {
    NAME,
    QUOTED_NAME,
    PARAMETER
  }

  /** One of them; {@code end} is behind its last character. */
  record Word(Kind kind, String text, int start, int end) {
    /** The name that it means. */
    String name() {
      return kind == Kind.QUOTED_NAME
          ? text.substring(1, text.length() - 1).replace("\"\"", "\"")
          : text;
    }
  }

  private final String sql;
  private final List<Word> found = new ArrayList<>();
  private int at;

  private SqlWords(String sql) {
    this.sql = sql;
  }

  static List<Word> of(String sql) {
    var words = new SqlWords(sql);
    // Bounded: each turn moves forward.
    while (words.at < sql.length()) {
      words.next();
    }
    return words.found;
  }

  private void next() {
    char c = sql.charAt(at);
    if (sql.startsWith("--", at)) {
      at = after(sql.indexOf('\n', at), 1);
    } else if (sql.startsWith("/*", at)) {
      comment();
    } else if (c == '\'') {
      quoted('\'', false);
    } else if ((c == 'e' || c == 'E') && sql.startsWith("'", at + 1)) {
      at++;
      quoted('\'', true);
    } else if (c == '"') {
      int start = at;
      quoted('"', false);
      if (at - start > 1 && sql.charAt(at - 1) == '"') {
        found.add(new Word(Kind.QUOTED_NAME, sql.substring(start, at), start, at));
      }
    } else if (c == '$') {
      dollar();
    } else if (Character.isJavaIdentifierPart(c)) {
      int start = at;
      at = endOfName(at);
      found.add(new Word(Kind.NAME, sql.substring(start, at), start, at));
    } else {
      at++;
    }
  }

  private int after(int index, int length) {
    return index < 0 ? sql.length() : index + length;
  }

  private int endOfName(int from) {
    int end = from;
    while (end < sql.length() && Character.isJavaIdentifierPart(sql.charAt(end))) {
      end++;
    }
    return end;
  }

  private void comment() {
    int depth = 0;
    while (at < sql.length()) {
      if (sql.startsWith("/*", at)) {
        depth++;
        at += 2;
      } else if (sql.startsWith("*/", at)) {
        depth--;
        at += 2;
        if (depth == 0) {
          return;
        }
      } else {
        at++;
      }
    }
  }

  private void quoted(char quote, boolean escapes) {
    for (at++; at < sql.length(); at++) {
      char c = sql.charAt(at);
      if (escapes && c == '\\') {
        at++;
      } else if (c == quote) {
        if (!sql.startsWith(String.valueOf(quote), at + 1)) {
          at++;
          return;
        }
        at++;
      }
    }
    at = Math.min(at, sql.length());
  }

  /** A parameter, or text between two equal tags: {@code $$...$$}, {@code $tag$...$tag$}. */
  private void dollar() {
    int start = at;
    int end = start + 1;
    while (end < sql.length()
        && sql.charAt(end) != '$'
        && Character.isJavaIdentifierPart(sql.charAt(end))) {
      end++;
    }
    if (end < sql.length() && sql.charAt(end) == '$') {
      var tag = sql.substring(start, end + 1);
      at = after(sql.indexOf(tag, end + 1), tag.length());
    } else if (end > start + 1) {
      found.add(new Word(Kind.PARAMETER, sql.substring(start, end), start, end));
      at = end;
    } else {
      at = end;
    }
  }
}
