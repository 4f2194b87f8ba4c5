package dev.prunella.connect.dbt;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * PostgreSQL's SQL cut into words, as chapter 4.1 of its manual says; without comments and white
 * space. Immutable.
 */
final class SqlTokens {

  /** What a token is. */
  enum Kind {
    /** A keyword or a name without quotes. */
    WORD,
    /** A name in double quotes. */
    QUOTED,
    STRING,
    NUMBER,
    OPERATOR,
    /** Brackets, commas, dots, {@code ::}, and whatever else stands alone. */
    MARK,
    /** Stands before the first token and after the last. */
    NONE
  }

  /**
   * A token.
   *
   * @param text as it stands there
   * @param start counted from 0, as {@link String#charAt} does
   */
  record Token(Kind kind, String text, int start, int end) {
    static final Token NONE = new Token(Kind.NONE, "", 0, 0);

    boolean is(String mark) {
      return (kind == Kind.MARK || kind == Kind.OPERATOR) && text.equals(mark);
    }

    boolean word(String... words) {
      return kind == Kind.WORD && Arrays.stream(words).anyMatch(text::equalsIgnoreCase);
    }

    boolean name() {
      return kind == Kind.WORD || kind == Kind.QUOTED;
    }

    String lower() {
      return text.toLowerCase(Locale.ROOT);
    }

    /** The name that is meant: PostgreSQL takes one without quotes as small letters. */
    String meant() {
      return kind == Kind.QUOTED
          ? text.substring(1, text.length() - 1).replace("\"\"", "\"")
          : lower();
    }

    /** A number with a fraction or an exponent, which PostgreSQL takes for a numeric. */
    boolean fractional() {
      return kind == Kind.NUMBER && !text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
  }

  private static final String OPERATOR_CHARS = "+-*/<>=~!@#%^&|`?";
  private static final String MAY_END_IN_SIGN = "~!@#%^&|`?";

  private final String sql;
  private final List<Token> tokens = new ArrayList<>();
  private int[] partner = {};
  private boolean unclosed;

  private SqlTokens(String sql) {
    this.sql = sql;
  }

  static SqlTokens of(String sql) {
    var tokens = new SqlTokens(sql);
    tokens.cut();
    tokens.pair();
    return tokens;
  }

  int size() {
    return tokens.size();
  }

  /** The token at a place; {@link Token#NONE} outside. */
  Token at(int index) {
    return index >= 0 && index < tokens.size() ? tokens.get(index) : Token.NONE;
  }

  /** Where the bracket that belongs to this one is; -1 for none. */
  int partner(int index) {
    return index >= 0 && index < partner.length ? partner[index] : -1;
  }

  /** Whether each quote is closed, and each bracket has its partner, of the same kind. */
  boolean balanced() {
    if (unclosed) {
      return false;
    }
    for (int i = 0; i < tokens.size(); i++) {
      var token = at(i);
      boolean closes = token.is(")") || token.is("]");
      if ((closes || token.is("(") || token.is("[")) && partner(i) < 0) {
        return false;
      }
      if (closes && !at(partner(i)).is(token.is(")") ? "(" : "[")) {
        return false;
      }
    }
    return true;
  }

  /** Whether a function of this name is called here. */
  boolean call(int index) {
    return at(index).kind() == Kind.WORD && at(index + 1).is("(") && partner(index + 1) > 0;
  }

  int line(int index) {
    int line = 1;
    for (int at = 0; at < at(index).start(); at++) {
      line += sql.charAt(at) == '\n' ? 1 : 0;
    }
    return line;
  }

  /** The commas between two brackets that belong to no inner pair. */
  List<Integer> commas(int open) {
    var commas = new ArrayList<Integer>();
    for (int i = open + 1; i < partner(open); i++) {
      if (partner(i) > i) {
        i = partner(i);
      } else if (at(i).is(",")) {
        commas.add(i);
      }
    }
    return commas;
  }

  private void cut() {
    int at = 0;
    // Bounded: each turn moves forward.
    while (at < sql.length()) {
      int next = skip(at);
      if (next > at) {
        at = next;
        continue;
      }
      var token = token(at);
      tokens.add(token);
      at = token.end();
    }
  }

  private int skip(int at) {
    char c = sql.charAt(at);
    if (Character.isWhitespace(c)) {
      return at + 1;
    }
    if (sql.startsWith("--", at)) {
      int end = sql.indexOf('\n', at);
      return end < 0 ? sql.length() : end;
    }
    return sql.startsWith("/*", at) ? comment(at) : at;
  }

  /** Comments nest. */
  private int comment(int start) {
    int depth = 0;
    int at = start;
    while (at < sql.length()) {
      if (sql.startsWith("/*", at)) {
        depth++;
        at += 2;
      } else if (sql.startsWith("*/", at)) {
        depth--;
        at += 2;
        if (depth == 0) {
          return at;
        }
      } else {
        at++;
      }
    }
    return at;
  }

  private Token token(int at) {
    char c = sql.charAt(at);
    if (c == '\'') {
      return closed(Kind.STRING, at, quoted(at, '\'', false));
    }
    if ((c == 'e' || c == 'E') && sql.startsWith("'", at + 1)) {
      return closed(Kind.STRING, at, quoted(at + 1, '\'', true));
    }
    if (c == '"') {
      return closed(Kind.QUOTED, at, quoted(at, '"', false));
    }
    if (c == '$') {
      int tag = sql.indexOf('$', at + 1);
      if (tag > 0 && sql.substring(at + 1, tag).matches("[A-Za-z_]?\\w*")) {
        var mark = sql.substring(at, tag + 1);
        int end = sql.indexOf(mark, tag + 1);
        return closed(Kind.STRING, at, end < 0 ? -1 : end + mark.length());
      }
    }
    if (digit(at) || (c == '.' && digit(at + 1))) {
      return upTo(Kind.NUMBER, at, number(at));
    }
    if (Character.isUnicodeIdentifierStart(c) || c == '_') {
      int end = at + 1;
      while (end < sql.length() && inName(sql.charAt(end))) {
        end++;
      }
      return upTo(Kind.WORD, at, end);
    }
    if (sql.startsWith("::", at)) {
      return upTo(Kind.MARK, at, at + 2);
    }
    return OPERATOR_CHARS.indexOf(c) >= 0
        ? upTo(Kind.OPERATOR, at, operator(at))
        : upTo(Kind.MARK, at, at + 1);
  }

  private Token upTo(Kind kind, int start, int end) {
    return new Token(kind, sql.substring(start, end), start, end);
  }

  private static boolean inName(char c) {
    return Character.isUnicodeIdentifierPart(c) || c == '$';
  }

  private boolean digit(int at) {
    return at < sql.length() && sql.charAt(at) >= '0' && sql.charAt(at) <= '9';
  }

  /** A quote without an end is a mark up to the end of the text. */
  private Token closed(Kind kind, int start, int end) {
    if (end < 0) {
      unclosed = true;
      return upTo(Kind.MARK, start, sql.length());
    }
    return upTo(kind, start, end);
  }

  /** Where a quote ends; -1 where it does not. */
  private int quoted(int open, char quote, boolean escapes) {
    for (int at = open + 1; at < sql.length(); at++) {
      if (escapes && sql.charAt(at) == '\\') {
        at++;
      } else if (sql.charAt(at) == quote) {
        if (at + 1 < sql.length() && sql.charAt(at + 1) == quote) {
          at++;
        } else {
          return at + 1;
        }
      }
    }
    return -1;
  }

  private int number(int start) {
    int at = start;
    while (digit(at)) {
      at++;
    }
    if (at < sql.length() && sql.charAt(at) == '.') {
      at++;
      while (digit(at)) {
        at++;
      }
    }
    if (at < sql.length() && (sql.charAt(at) == 'e' || sql.charAt(at) == 'E')) {
      int power = at + 1;
      if (power < sql.length() && (sql.charAt(power) == '-' || sql.charAt(power) == '+')) {
        power++;
      }
      if (digit(power)) {
        at = power;
        while (digit(at)) {
          at++;
        }
      }
    }
    return at;
  }

  /** The longest operator, but it ends in a sign only if it holds one of the odder characters. */
  private int operator(int start) {
    int end = start;
    while (end < sql.length()
        && OPERATOR_CHARS.indexOf(sql.charAt(end)) >= 0
        && !(end > start && (sql.startsWith("--", end) || sql.startsWith("/*", end)))) {
      end++;
    }
    boolean odd = sql.substring(start, end).chars().anyMatch(c -> MAY_END_IN_SIGN.indexOf(c) >= 0);
    while (!odd && end - start > 1 && (sql.charAt(end - 1) == '-' || sql.charAt(end - 1) == '+')) {
      end--;
    }
    return end;
  }

  private void pair() {
    partner = new int[tokens.size()];
    Arrays.fill(partner, -1);
    var open = new ArrayDeque<Integer>();
    for (int i = 0; i < tokens.size(); i++) {
      var token = tokens.get(i);
      if (token.is("(") || token.is("[")) {
        open.push(i);
      } else if ((token.is(")") || token.is("]")) && !open.isEmpty()) {
        int from = open.pop();
        partner[from] = i;
        partner[i] = from;
      }
    }
  }
}
