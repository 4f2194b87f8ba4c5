package dev.prunella.local.fetch;

import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.Fault.Kind;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** What a database's error means, by its SQLSTATE (ISO 9075; PostgreSQL's appendix A). */
final class SqlFaults {
  private static final Pattern POSITION = Pattern.compile("Position: (\\d{1,9})");

  private SqlFaults() {}

  static Fault of(
      SQLException e, String address, UnaryOperator<String> redaction, String query, BoundSql sql) {
    var fault = of(e, address, redaction);
    var position = POSITION.matcher(String.valueOf(e.getMessage()));
    var line =
        position.find()
            ? sql.line(query, Integer.parseInt(position.group(1)))
            : Optional.<Integer>empty();
    if (line.isEmpty()) {
      return fault;
    }
    var text = query.lines().skip(line.get() - 1L).findFirst().orElse("").strip();
    return new Fault(
            fault.kind(),
            fault.message() + " (line " + line.get() + " of the query: " + Quoted.line(text) + ")",
            fault.place(),
            fault.next(),
            fault.facts())
        .with("query_line", line.get().toString());
  }

  static Fault of(SQLException e, String address, UnaryOperator<String> redaction) {
    var state = Optional.ofNullable(e.getSQLState()).orElse("");
    var kind = kind(state, e);
    return Fault.of(
            kind,
            address
                + ": "
                + words(kind)
                + Quoted.server(withoutPosition(String.valueOf(e.getMessage())), redaction),
            next(kind))
        .with("sqlstate", state);
  }

  /** Only the driver's number; the line is told by {@link #of}. */
  private static String withoutPosition(String text) {
    return text.replaceAll("\\s*Position: \\d+", "");
  }

  private static Kind kind(String state, SQLException e) {
    if (state.startsWith("28") || state.equals("42501")) {
      return Kind.ACCESS_DENIED;
    }
    if (state.startsWith("08") || state.startsWith("57P")) {
      return Kind.SOURCE_UNREACHABLE;
    }
    return switch (state) {
      case "42P01", "3F000" -> Kind.UNKNOWN_TABLE;
      case "3D000" -> Kind.SOURCE_UNREACHABLE;
      case "42703" -> Kind.UNKNOWN_COLUMN;
      case "57014" -> Kind.TIMED_OUT;
      case "25006" -> Kind.REFUSED;
      case "42883", "42601", "42P18", "42702", "42803" -> Kind.SQL_INVALID;
      default ->
          state.startsWith("22")
              ? Kind.TYPE_MISMATCH
              : e instanceof SQLTimeoutException ? Kind.TIMED_OUT : Kind.SOURCE_FAILED;
    };
  }

  private static String words(Kind kind) {
    return switch (kind) {
      case ACCESS_DENIED -> "the database denies access";
      case SOURCE_UNREACHABLE -> "the database cannot be reached";
      case TIMED_OUT -> "the query was ended, since it took too long";
      case REFUSED -> "the query changes something, but a source may only be read";
      case UNKNOWN_TABLE, UNKNOWN_COLUMN, SQL_INVALID, TYPE_MISMATCH -> "the query fails";
      default -> "the database failed";
    };
  }

  private static String next(Kind kind) {
    return switch (kind) {
      case ACCESS_DENIED -> "look at user and password, and at what the user may read there";
      case SOURCE_UNREACHABLE -> "look whether the server runs and can be reached from here";
      case TIMED_OUT -> "read less at once, or allow the step more time";
      case REFUSED -> "write one SELECT";
      case UNKNOWN_TABLE, UNKNOWN_COLUMN, SQL_INVALID, TYPE_MISMATCH ->
          "compare the query with the tables as they are there now";
      default -> "run it again; if it goes on, ask whoever runs the database";
    };
  }
}
