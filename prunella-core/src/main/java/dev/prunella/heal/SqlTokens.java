package dev.prunella.heal;

import java.util.ArrayList;
import java.util.List;

/**
 * The words of a SQL text, with their places: names, numbers, quoted texts and single signs. White
 * space and comments lie between them. Knows just enough to compare two versions of a text; what
 * they mean is for an engine to say.
 */
public final class SqlTokens {
  private SqlTokens() {}

  /**
   * A word.
   *
   * @param start in characters from 0
   * @param end behind its last character
   */
  public record Token(String text, int start, int end) {}

  /** In the order of the text. */
  public static List<Token> of(String sql) {
    var tokens = new ArrayList<Token>();
    int at = 0;
    while (at < sql.length()) {
      char c = sql.charAt(at);
      if (Character.isWhitespace(c)) {
        at++;
      } else if (sql.startsWith("--", at)) {
        int end = sql.indexOf('\n', at);
        at = end < 0 ? sql.length() : end + 1;
      } else if (sql.startsWith("/*", at)) {
        int end = sql.indexOf("*/", at + 2);
        at = end < 0 ? sql.length() : end + 2;
      } else {
        int end = c == '\'' || c == '"' ? quoted(sql, at) : isPart(c) ? word(sql, at) : at + 1;
        tokens.add(new Token(sql.substring(at, end), at, end));
        at = end;
      }
    }
    return tokens;
  }

  private static boolean isPart(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '$' || Character.isSurrogate(c);
  }

  private static int word(String sql, int at) {
    int end = at;
    while (end < sql.length() && isPart(sql.charAt(end))) {
      end++;
    }
    return end;
  }

  /** A quote within is written twice; one that is never closed goes to the end. */
  private static int quoted(String sql, int at) {
    char quote = sql.charAt(at);
    int end = at + 1;
    while (end < sql.length()) {
      if (sql.charAt(end) == quote) {
        if (end + 1 >= sql.length() || sql.charAt(end + 1) != quote) {
          return end + 1;
        }
        end++;
      }
      end++;
    }
    return sql.length();
  }
}
