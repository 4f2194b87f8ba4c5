package dev.prunella.connect.dbt;

import dev.prunella.connect.dbt.SqlTokens.Kind;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes SQL that was written for PostgreSQL mean the same to DuckDB, word by word, or refuses.
 *
 * <p>What is changed: {@code DESC} sorts nulls first; {@code /} between whole numbers cuts the
 * fraction; {@code numeric} without a size is a double, not a decimal of three places; {@code
 * round(x, n)} rounds decimals half away from zero. What DuckDB would read differently without
 * saying so, and no small change cures, is refused. What it does not know at all, its own parser
 * will say. The list with examples is in docs/dbt.md; a test runs them on both.
 */
final class PostgresSql {
  private static final Set<String> OPERATORS =
      Set.of(
          "+", "-", "*", "/", "%", "^", "=", "<>", "!=", "<", ">", "<=", ">=", "||", "<<", ">>",
          "&", "|", "~~", "~~*", "!~~", "!~~*");

  private static final Set<String> REGEX_OPERATORS = Set.of("~", "~*", "!~", "!~*");

  private static final String REGEX = "its regular expressions differ from DuckDB's";

  /** Functions that DuckDB also has, or seems to have, but with another meaning. */
  private static final Map<String, String> OTHER_MEANING =
      Map.ofEntries(
          Map.entry("regexp_replace", REGEX),
          Map.entry("regexp_matches", REGEX),
          Map.entry("regexp_match", REGEX),
          Map.entry("regexp_split_to_array", REGEX),
          Map.entry("regexp_split_to_table", REGEX),
          Map.entry("regexp_substr", REGEX),
          Map.entry("regexp_count", REGEX),
          Map.entry("regexp_instr", REGEX),
          Map.entry("regexp_like", REGEX),
          Map.entry("format", "DuckDB's wants {} where PostgreSQL's wants %s"),
          Map.entry("sha256", "it gives bytes in PostgreSQL and text in DuckDB"),
          Map.entry("array_length", "it gives null for an empty array in PostgreSQL, 0 in DuckDB"),
          Map.entry("to_char", "DuckDB has no formats of this kind"),
          Map.entry("to_date", "DuckDB has no formats of this kind"),
          Map.entry("to_number", "DuckDB has no formats of this kind"),
          Map.entry("row_to_json", "JSON differs"),
          Map.entry("array_to_json", "JSON differs"),
          Map.entry("to_json", "JSON differs"),
          Map.entry("to_jsonb", "JSON differs"),
          Map.entry("tablesample", "it draws rows at random"));

  private static final Set<String> TODAY =
      Set.of("now", "current_date", "current_timestamp", "localtimestamp", "current_time");

  private final SqlTokens tokens;
  private final SqlEdits edits = new SqlEdits();
  private final Set<String> notes = new LinkedHashSet<>();

  private PostgresSql(SqlTokens tokens) {
    this.tokens = tokens;
  }

  /**
   * Translates one SELECT.
   *
   * @param doubtful columns of other models whose type may differ; see {@link DoubtfulColumns}
   */
  static Translation translate(String sql, Set<String> doubtful) {
    var tokens = SqlTokens.of(sql);
    if (!tokens.balanced()) {
      return new Translation.Refused("its brackets or quotes do not match");
    }
    var all = new PostgresSql(tokens);
    for (int i = 0; i < tokens.size(); i++) {
      var why = all.read(i);
      if (why.isPresent()) {
        return new Translation.Refused("line " + tokens.line(i) + ": " + why.get());
      }
    }
    var numbers = new PostgresNumbers(tokens, doubtful, all.edits, all.notes);
    var why = numbers.translate();
    return why.<Translation>map(Translation.Refused::new)
        .orElseGet(
            () -> new Translation.Translated(all.edits.applyTo(sql), List.copyOf(all.notes)));
  }

  /** Why the token cannot be understood the same way; empty when it can. */
  private Optional<String> read(int i) {
    var token = tokens.at(i);
    return switch (token.kind()) {
      case OPERATOR -> operator(token.text());
      case STRING -> string(i);
      case WORD -> word(i);
      case QUOTED, NUMBER, MARK, NONE -> Optional.empty();
    };
  }

  private static Optional<String> operator(String operator) {
    if (OPERATORS.contains(operator)) {
      return Optional.empty();
    }
    return Optional.of(
        REGEX_OPERATORS.contains(operator)
            ? operator + " matches a part of a text in PostgreSQL, and the whole in DuckDB"
            : "the operator " + operator + " is PostgreSQL's own");
  }

  private Optional<String> string(int i) {
    var before = tokens.at(i - 1);
    boolean like =
        before.word("like", "ilike") || before.text().contains("~~") || before.word("to");
    return like && tokens.at(i).text().contains("\\") && !tokens.at(i + 1).word("escape")
        ? Optional.of("a backslash in LIKE escapes in PostgreSQL, and not in DuckDB")
        : Optional.empty();
  }

  private Optional<String> word(int i) {
    var token = tokens.at(i);
    var before = tokens.at(i - 1);
    if (before.is(".")) {
      return Optional.empty();
    }
    var word = token.lower();
    if (TODAY.contains(word) && !before.word("as")) {
      notes.add("what day it is depends on the session's time zone");
    }
    if (word.equals("timestamptz") || (word.equals("zone") && before.word("time"))) {
      notes.add("times with a zone are read and written in the session's time zone");
    }
    return switch (word) {
      case "desc" -> desc(i);
      case "similar" ->
          tokens.at(i + 1).word("to")
              ? Optional.of("SIMILAR TO takes another kind of pattern in DuckDB")
              : Optional.empty();
      case "using" ->
          tokens.at(i + 1).kind() == Kind.OPERATOR
              ? Optional.of("ORDER BY ... USING is PostgreSQL's own")
              : Optional.empty();
      case "varchar", "char", "character", "bpchar", "nchar", "bit" -> sized(i);
      case "timestamp", "time", "timestamptz" ->
          type(i) && tokens.at(i + 1).is("(")
              ? Optional.of(token.text() + "(n) rounds in PostgreSQL")
              : Optional.empty();
      case "json", "jsonb", "money", "inet", "hstore", "xml", "tsvector", "citext", "regclass" ->
          type(i)
              ? Optional.of("the type " + token.text() + " is PostgreSQL's own")
              : Optional.empty();
      default -> tokens.call(i) ? call(i, word) : Optional.empty();
    };
  }

  /** PostgreSQL takes null for larger than everything, DuckDB puts it last in any order. */
  private Optional<String> desc(int i) {
    var before = tokens.at(i - 1);
    if (!before.word("as") && !tokens.at(i + 1).word("nulls")) {
      edits.insert(tokens.at(i).end(), " NULLS FIRST");
    }
    return Optional.empty();
  }

  private boolean type(int i) {
    return tokens.at(i - 1).is("::") || (tokens.at(i - 1).word("as") && insideCast(i));
  }

  /** Whether the bracket around a token is that of a CAST. */
  private boolean insideCast(int i) {
    for (int at = i - 1; at > 0; at--) {
      if (tokens.partner(at) >= 0 && tokens.partner(at) < at) {
        at = tokens.partner(at);
      } else if (tokens.at(at).is("(")) {
        return tokens.at(at - 1).word("cast");
      }
    }
    return false;
  }

  private Optional<String> sized(int i) {
    if (!type(i)) {
      return Optional.empty();
    }
    boolean varying = tokens.at(i + 1).word("varying");
    boolean size = tokens.at(varying ? i + 2 : i + 1).is("(");
    boolean one = !varying && !tokens.at(i).word("varchar", "bpchar");
    return size || one
        ? Optional.of("a cast to " + tokens.at(i).text() + "(n) cuts in PostgreSQL only")
        : Optional.empty();
  }

  private Optional<String> call(int i, String function) {
    var why = OTHER_MEANING.get(function);
    if (why != null) {
      return Optional.of(function + ": " + why);
    }
    if (function.startsWith("json_") || function.startsWith("jsonb_")) {
      return Optional.of(function + ": JSON differs");
    }
    return switch (function) {
      case "generate_series", "unnest" -> rows(i, function);
      case "substring", "substr" -> substring(i, function);
      case "extract", "date_part" -> part(i, function);
      case "to_timestamp" ->
          tokens.commas(i + 1).isEmpty()
              ? Optional.empty()
              : Optional.of("to_timestamp: DuckDB has no formats of this kind");
      case "date_trunc" -> {
        notes.add("date_trunc of a date gives a timestamp without a time zone");
        yield Optional.empty();
      }
      default -> Optional.empty();
    };
  }

  /** As a column it is a list in DuckDB; and there an alias names the row, not its value. */
  private Optional<String> rows(int i, String function) {
    boolean table = tokens.at(i - 1).word("from", "join", "lateral");
    if (!table) {
      return function.equals("unnest")
          ? Optional.empty()
          : Optional.of(function + " gives a list in DuckDB where PostgreSQL gives rows");
    }
    int after = tokens.partner(i + 1) + 1;
    int alias = tokens.at(after).word("as") ? after + 1 : after;
    return tokens.at(alias).name() && tokens.at(alias + 1).is("(")
        ? Optional.empty()
        : Optional.of(
            function
                + " needs its column named to mean the same: "
                + function
                + "(...) as rows (value)");
  }

  private Optional<String> substring(int i, String function) {
    int open = i + 1;
    var commas = tokens.commas(open);
    int from = open + 1;
    while (from < tokens.partner(open) && !tokens.at(from).word("from")) {
      from++;
    }
    int start = commas.isEmpty() ? from + 1 : commas.getFirst() + 1;
    var first = tokens.at(start);
    if (first.kind() == Kind.STRING) {
      return Optional.of(function + ": " + REGEX);
    }
    if (first.is("-") || first.text().equals("0")) {
      return Optional.of(function + " before the first letter counts from the end in DuckDB");
    }
    if (first.kind() != Kind.NUMBER) {
      notes.add(function + " with a start below 1 counts from the end");
    }
    return Optional.empty();
  }

  private Optional<String> part(int i, String function) {
    var unit = tokens.at(i + 2).lower().replace("'", "");
    return unit.startsWith("second")
            || unit.startsWith("millisecond")
            || unit.startsWith("microsecond")
        ? Optional.of(function + " of seconds keeps the fraction in PostgreSQL only")
        : Optional.empty();
  }
}
