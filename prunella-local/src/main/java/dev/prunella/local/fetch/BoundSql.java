package dev.prunella.local.fetch;

import dev.prunella.pipeline.Fault.Kind;
import dev.prunella.refs.DidYouMean;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A query with {@code ?} where it had {@code :interval_start} and {@code :interval_end}. Strings
 * (also {@code E'..'}), quoted names, comments, casts ({@code ::}) and dollar quotes are left as
 * they are, and so are other words after a colon, as in the slice {@code a[1:n]}.
 *
 * @param sql for JDBC
 * @param names of the parameters, in their order
 * @param origins for each character of the text that the server sees ({@code $1} for a parameter),
 *     where in the query it comes from
 */
record BoundSql(String sql, List<String> names, List<Integer> origins) {
  static final String START = "interval_start";
  static final String END = "interval_end";

  BoundSql {
    names = List.copyOf(names);
    origins = List.copyOf(origins);
  }

  /**
   * Reads a query.
   *
   * @param operators whether {@code ?} is an operator there, as in PostgreSQL; it is doubled then,
   *     so that the driver takes it for none of its parameters
   * @throws FetchFailed if there is more than one statement, or a parameter that is misspelt
   */
  static BoundSql of(String query, boolean operators) {
    return new Reader(query, operators).read();
  }

  /** The line of a place in what the server saw, counted from 1 as servers do. */
  Optional<Integer> line(String query, int position) {
    if (position < 1 || position > origins.size()) {
      return Optional.empty();
    }
    int at = origins.get(position - 1);
    return Optional.of(1 + (int) query.substring(0, at).chars().filter(c -> c == '\n').count());
  }

  /** One pass over the query. */
  private static final class Reader {
    private final String query;
    private final boolean operators;
    private final StringBuilder sql = new StringBuilder();
    private final List<String> names = new ArrayList<>();
    private final List<Integer> origins = new ArrayList<>();
    private int at;

    Reader(String query, boolean operators) {
      this.query = query;
      this.operators = operators;
    }

    BoundSql read() {
      // Bounded: each turn moves forward.
      while (at < query.length()) {
        int end = skipped();
        if (end > at) {
          copyTo(end);
        } else if (query.charAt(at) == ';') {
          endOfStatement();
        } else if (query.startsWith("::", at)) {
          copyTo(at + 2);
        } else if (query.charAt(at) == ':' && !word(at + 1).isEmpty()) {
          parameter(word(at + 1));
        } else {
          if (operators && query.charAt(at) == '?') {
            sql.append('?');
          }
          copyTo(at + 1);
        }
      }
      return new BoundSql(sql.toString(), names, origins);
    }

    private void copyTo(int end) {
      int stop = Math.min(end, query.length());
      for (; at < stop; at++) {
        sql.append(query.charAt(at));
        origins.add(at);
      }
    }

    /** The end of what must not be looked into, when it begins here; else here. */
    private int skipped() {
      char c = query.charAt(at);
      if (c == '\'') {
        return quoted('\'', isEscapeString());
      }
      if (c == '"') {
        return quoted('"', false);
      }
      if (query.startsWith("--", at)) {
        int end = query.indexOf('\n', at);
        return end < 0 ? query.length() : end;
      }
      if (query.startsWith("/*", at)) {
        return comment();
      }
      return c == '$' && !isPartOfWord(at - 1) ? dollarQuoted() : at;
    }

    private boolean isEscapeString() {
      return at > 0
          && (query.charAt(at - 1) == 'E' || query.charAt(at - 1) == 'e')
          && !isPartOfWord(at - 2);
    }

    private int quoted(char quote, boolean backslashes) {
      int i = at + 1;
      while (i < query.length()) {
        char c = query.charAt(i);
        if (backslashes && c == '\\') {
          i++;
        } else if (c == quote) {
          // A doubled quote begins the next string at once, which is the same to us.
          return i + 1;
        }
        i++;
      }
      return query.length();
    }

    private int comment() {
      int depth = 0;
      int i = at;
      while (i < query.length()) {
        if (query.startsWith("/*", i)) {
          depth++;
          i += 2;
        } else if (query.startsWith("*/", i)) {
          depth--;
          i += 2;
          if (depth == 0) {
            return i;
          }
        } else {
          i++;
        }
      }
      return query.length();
    }

    private int dollarQuoted() {
      int tagEnd = at + 1 + word(at + 1).length();
      if (tagEnd >= query.length() || query.charAt(tagEnd) != '$') {
        return at;
      }
      var tag = query.substring(at, tagEnd + 1);
      int end = query.indexOf(tag, tagEnd + 1);
      return end < 0 ? query.length() : end + tag.length();
    }

    private String word(int from) {
      int end = from;
      while (end < query.length() && isPartOfWord(end)) {
        end++;
      }
      return from < query.length() && !Character.isDigit(query.charAt(from))
          ? query.substring(from, end)
          : "";
    }

    private boolean isPartOfWord(int i) {
      return i >= 0 && (Character.isLetterOrDigit(query.charAt(i)) || query.charAt(i) == '_');
    }

    private void parameter(String word) {
      if (word.equals(START) || word.equals(END)) {
        names.add(word);
        sql.append('?');
        var seen = "$" + names.size();
        for (int i = 0; i < seen.length(); i++) {
          origins.add(at);
        }
        at += 1 + word.length();
        return;
      }
      var near = DidYouMean.among(List.of(START, END), word);
      if (near.isPresent()) {
        throw new FetchFailed(
            Kind.SQL_INVALID,
            "the query knows no parameter :" + word + ", did you mean :" + near.get() + "?",
            "the parameters of a source's query are :" + START + " and :" + END);
      }
      copyTo(at + 1);
    }

    /** One may stand at the end; a second statement could end the transaction that only reads. */
    private void endOfStatement() {
      at++;
      while (at < query.length()) {
        int end = skipped();
        boolean comment = end > at && (query.charAt(at) == '-' || query.charAt(at) == '/');
        if (!comment && !Character.isWhitespace(query.charAt(at)) && query.charAt(at) != ';') {
          throw new FetchFailed(
              Kind.REFUSED,
              "the query is more than one statement (there is a ; before '"
                  + Quoted.line(query.substring(at, Math.min(query.length(), at + 30)))
                  + "')",
              "write one SELECT");
        }
        at = comment ? end : at + 1;
      }
    }
  }
}
