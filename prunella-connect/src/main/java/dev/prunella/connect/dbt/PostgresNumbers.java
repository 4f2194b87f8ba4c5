package dev.prunella.connect.dbt;

import dev.prunella.connect.dbt.SqlTokens.Kind;
import dev.prunella.connect.dbt.SqlTokens.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Arithmetic. PostgreSQL divides whole numbers to whole numbers and numerics to numerics; DuckDB
 * divides to doubles. Its {@code //} cuts where both sides are whole numbers <em>in DuckDB</em>,
 * and divides otherwise, so it is right unless a function gives a whole number there and a numeric
 * in PostgreSQL. Doubles come within 15 digits of the numerics, which matters where something is
 * rounded.
 */
final class PostgresNumbers {
  /** Beyond these digits a double is noise. */
  private static final String ROUNDED = "DECIMAL(38,12)";

  private static final Set<String> FRACTIONAL_TYPES =
      Set.of("numeric", "decimal", "double", "float", "float8", "float4", "real");

  private static final Set<String> FRACTIONAL_FUNCTIONS =
      Set.of(
          "avg",
          "stddev",
          "stddev_pop",
          "stddev_samp",
          "variance",
          "var_pop",
          "var_samp",
          "sqrt",
          "ln",
          "exp",
          "power",
          "percentile_cont",
          "corr");

  private static final Set<String> WHOLE_TYPES =
      Set.of("int", "integer", "bigint", "smallint", "int2", "int4", "int8");

  private final SqlTokens tokens;
  private final Set<String> doubtful;
  private final SqlEdits edits;
  private final Set<String> notes;

  PostgresNumbers(SqlTokens tokens, Set<String> doubtful, SqlEdits edits, Set<String> notes) {
    this.tokens = tokens;
    this.doubtful = doubtful;
    this.edits = edits;
    this.notes = notes;
  }

  /** Makes the edits; gives the reason when something cannot be made to mean the same. */
  Optional<String> translate() {
    var unsure = new ArrayList<Integer>();
    for (int i = 0; i < tokens.size(); i++) {
      var token = tokens.at(i);
      if (token.is("/")) {
        division(i, unsure);
      }
      if (token.kind() == Kind.WORD && isType(i)) {
        type(i);
        if (WHOLE_TYPES.contains(token.lower()) && approximate(castOperand(i))) {
          return at(
              i,
              "a cast to "
                  + token.lower()
                  + " rounds numerics half away from zero, and"
                  + " doubles half to even; write round(..., 0) around its value");
        }
      }
      if (tokens.call(i) && !tokens.at(i - 1).is(".")) {
        var why = rounding(i);
        if (why.isPresent()) {
          return why;
        }
      }
    }
    return unsure.isEmpty() ? Optional.empty() : doubts(unsure.getFirst());
  }

  private Optional<String> at(int i, String why) {
    return Optional.of("line " + tokens.line(i) + ": " + why);
  }

  private void division(int i, List<Integer> unsure) {
    if (!fractionalBefore(i) && !fractional(operandAfter(i))) {
      edits.replace(tokens.at(i), "//");
      unsure.add(i);
    } else {
      notes.add("quotients are doubles of about 15 digits, not numerics");
    }
    var right = tokens.at(i + 1);
    if (right.kind() != Kind.NUMBER && !right.word("nullif")) {
      notes.add("a division by zero gives null instead of an error");
    }
  }

  /** Some functions give numerics or doubles there and whole numbers here. */
  private Optional<String> doubts(int division) {
    for (int i = 0; i < tokens.size(); i++) {
      var name = tokens.at(i);
      boolean called = tokens.call(i) && !tokens.at(i - 1).is(".");
      if (called ? doubtfulCall(i) : name.name() && doubtful.contains(name.meant())) {
        return at(
            division,
            "whether this division cuts the fraction depends on types, and "
                + name.meant()
                + " may be of another type here; make one side a numeric, as in x * 1.0 / y");
      }
    }
    return Optional.empty();
  }

  private boolean doubtfulCall(int i) {
    return switch (tokens.at(i).lower()) {
      case "extract", "date_part" -> !tokens.at(i + 2).lower().contains("epoch");
      case "floor", "ceil", "ceiling", "trunc", "sign" -> true;
      case "sum" -> !sumsSmallNumbers(i + 1);
      default -> false;
    };
  }

  /** The sum of ints is a bigint, that of bigints a numeric: only what is surely int will do. */
  private boolean sumsSmallNumbers(int open) {
    int close = tokens.partner(open);
    if (tokens.at(open + 1).kind() == Kind.NUMBER && close == open + 2) {
      return !tokens.at(open + 1).fractional();
    }
    if (!tokens.at(open + 1).word("case") || !tokens.at(close - 1).word("end")) {
      return false;
    }
    for (int i = open + 1; i < close; i++) {
      if (tokens.at(i).word("then", "else")) {
        boolean number = tokens.at(i + 1).kind() == Kind.NUMBER && !tokens.at(i + 1).fractional();
        if (!number || !tokens.at(i + 2).word("when", "else", "end")) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean isType(int i) {
    var before = tokens.at(i - 1);
    return before.is("::") || (before.word("as") && castOpen(i) >= 0);
  }

  /** The bracket of the CAST whose type this is; -1 for none. */
  private int castOpen(int type) {
    for (int at = type - 2; at > 0; at--) {
      if (tokens.partner(at) >= 0 && tokens.partner(at) < at) {
        at = tokens.partner(at);
      } else if (tokens.at(at).is("(")) {
        return tokens.at(at - 1).word("cast") ? at : -1;
      }
    }
    return -1;
  }

  private void type(int i) {
    var word = tokens.at(i).lower();
    boolean sized = tokens.at(i + 1).is("(");
    if ((word.equals("numeric") || word.equals("decimal")) && !sized) {
      edits.replace(tokens.at(i), "DOUBLE");
      notes.add("numerics without a size are doubles of about 15 digits");
    } else if (word.equals("float") && !sized) {
      edits.replace(tokens.at(i), "DOUBLE");
    }
  }

  /** The tokens of what is cast to the type at this place: from, inclusive, to, exclusive. */
  private Span castOperand(int type) {
    if (tokens.at(type - 1).is("::")) {
      return primaryBefore(type - 1);
    }
    return new Span(castOpen(type) + 1, type - 1);
  }

  private record Span(int from, int to) {}

  /** A name, a literal, a call or a group that ends before this place. */
  private Span primaryBefore(int end) {
    int at = end - 1;
    if (tokens.partner(at) >= 0 && tokens.partner(at) < at) {
      at = tokens.partner(at);
      if (tokens.at(at - 1).kind() == Kind.WORD && !keyword(tokens.at(at - 1))) {
        at--;
      }
    }
    while (at >= 2 && tokens.at(at - 1).is(".") && tokens.at(at - 2).name()) {
      at -= 2;
    }
    if (tokens.at(at - 1).is("::")) {
      return new Span(primaryBefore(at - 1).from(), end);
    }
    return new Span(at, end);
  }

  private static boolean keyword(Token token) {
    return token.word(
        "select",
        "and",
        "or",
        "not",
        "then",
        "else",
        "when",
        "case",
        "in",
        "on",
        "where",
        "by",
        "having",
        "from",
        "distinct",
        "between",
        "like",
        "is",
        "as",
        "filter",
        "over");
  }

  /** Whether a multiplication or division to the left of this one has brought in a fraction. */
  private boolean fractionalBefore(int operator) {
    int at = operator;
    while (at > 0) {
      var operand = primaryBefore(at);
      if (fractional(operand)) {
        return true;
      }
      at = operand.from() - 1;
      if (!tokens.at(at).is("*") && !tokens.at(at).is("/")) {
        return false;
      }
    }
    return false;
  }

  private Span operandAfter(int operator) {
    int from = operator + 1;
    while (tokens.at(from).is("-") || tokens.at(from).is("+")) {
      from++;
    }
    int end = from;
    while (tokens.at(end + 1).is(".") && tokens.at(end + 2).name()) {
      end += 2;
    }
    if (tokens.at(end).is("(")) {
      end = tokens.partner(end);
    } else if (tokens.at(end + 1).is("(") && tokens.partner(end + 1) > 0) {
      end = tokens.partner(end + 1);
    }
    while (tokens.at(end + 1).is("::")) {
      end += 2;
      if (tokens.at(end + 1).is("(")) {
        end = tokens.partner(end + 1);
      }
    }
    return new Span(from, Math.max(from, end) + 1);
  }

  /** Whether this is surely a numeric or a double, for PostgreSQL and for DuckDB. */
  private boolean fractional(Span operand) {
    var first = tokens.at(operand.from());
    int last = operand.to() - 1;
    for (int i = operand.from(); i < operand.to(); i++) {
      if (tokens.partner(i) > i) {
        i = tokens.partner(i);
      } else if (tokens.at(i).is("::")) {
        return FRACTIONAL_TYPES.contains(tokens.at(lastCast(operand)).lower());
      }
    }
    if (first.fractional()) {
      return true;
    }
    if (first.word("cast") && tokens.call(operand.from())) {
      for (int i = operand.from(); i < last; i++) {
        if (tokens.at(i).word("as") && isType(i + 1) && castOpen(i + 1) == operand.from() + 1) {
          return FRACTIONAL_TYPES.contains(tokens.at(i + 1).lower());
        }
      }
      return false;
    }
    if (tokens.call(operand.from())) {
      return FRACTIONAL_FUNCTIONS.contains(first.lower())
          || (first.word("extract") && tokens.at(operand.from() + 2).word("epoch"))
          || (first.word("coalesce") && anyFractional(operand.from() + 2, last));
    }
    return first.is("(")
        && arithmetic(operand.from(), last)
        && anyFractional(operand.from() + 1, last);
  }

  /** The type of the last {@code ::} of an operand. */
  private int lastCast(Span operand) {
    int found = operand.from();
    for (int i = operand.from(); i < operand.to(); i++) {
      if (tokens.partner(i) > i) {
        i = tokens.partner(i);
      } else if (tokens.at(i).is("::")) {
        found = i + 1;
      }
    }
    return found;
  }

  /** Whether a group holds nothing but arithmetic, so that a fraction in it makes all of it one. */
  private boolean arithmetic(int open, int close) {
    for (int i = open + 1; i < close; i++) {
      var token = tokens.at(i);
      if (token.word("select", "case", "and", "or", "not", "in", "is", "between", "like")
          || (token.kind() == Kind.OPERATOR
              && !Set.of("+", "-", "*", "/").contains(token.text()))) {
        return false;
      }
    }
    return true;
  }

  /** Whether one of the operands at the top of a group is surely fractional. */
  private boolean anyFractional(int from, int to) {
    for (int i = from; i < to; i++) {
      var span = operandAfter(i - 1);
      if (fractional(span)) {
        return true;
      }
      if (tokens.partner(i) > i) {
        i = tokens.partner(i);
      } else if (tokens.call(i)) {
        i = tokens.partner(i + 1);
      }
    }
    return false;
  }

  /** Whether PostgreSQL may compute this as a numeric that a double only comes near to. */
  private boolean approximate(Span span) {
    for (int i = span.from(); i < span.to(); i++) {
      var token = tokens.at(i);
      if (token.is("/") || token.word("avg") || token.fractional()) {
        return true;
      }
    }
    return false;
  }

  private Optional<String> rounding(int i) {
    int open = i + 1;
    var commas = tokens.commas(open);
    switch (tokens.at(i).lower()) {
      case "round", "trunc" -> {
        if (commas.size() == 1) {
          // PostgreSQL has round(x, n) for numerics only, so x is one.
          edits.insert(tokens.at(open).end(), "CAST(");
          edits.insert(tokens.at(commas.getFirst()).start(), " AS " + ROUNDED + ")");
          return Optional.empty();
        }
        if (tokens.at(i).word("round")) {
          return at(
              i,
              "round(x) rounds doubles half to even in PostgreSQL, and half away from zero"
                  + " in DuckDB; write round(x::numeric, 0)");
        }
        return nearWhole(i);
      }
      case "floor", "ceil", "ceiling" -> {
        return nearWhole(i);
      }
      default -> {
        return Optional.empty();
      }
    }
  }

  private Optional<String> nearWhole(int i) {
    return approximate(new Span(i + 2, tokens.partner(i + 1)))
        ? at(
            i,
            tokens.at(i).lower()
                + " of a quotient may fall on the other side of a whole number,"
                + " as quotients are doubles here")
        : Optional.empty();
  }
}
