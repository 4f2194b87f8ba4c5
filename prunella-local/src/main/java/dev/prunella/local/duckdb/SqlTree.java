package dev.prunella.local.duckdb;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.prunella.local.duckdb.QueryException.Reason;
import dev.prunella.pipeline.Position;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.OptionalInt;

/**
 * One SELECT as DuckDB's own parser sees it. DuckDB counts places in bytes of UTF-8; here they are
 * characters. Immutable as long as nobody writes to {@link #select}.
 */
public final class SqlTree {
  private static final int MAX_QUERY_CHARS = 1_000_000;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String sql;
  private final JsonNode select;
  private final int[] charOfByte;

  private SqlTree(String sql, JsonNode select) {
    this.sql = sql;
    this.select = select;
    this.charOfByte = charOfByte(sql);
  }

  /**
   * Parses exactly one SELECT.
   *
   * @throws QueryException if it is none; with the place where DuckDB names one
   */
  public static SqlTree parse(Connection connection, String sql) {
    if (sql.length() > MAX_QUERY_CHARS) {
      throw refused("The query is longer than " + MAX_QUERY_CHARS + " characters.");
    }
    if (sql.indexOf('\0') >= 0) {
      throw refused("The query contains a NUL character.");
    }
    JsonNode statements = statements(connection, sql);
    if (statements.size() != 1) {
      throw refused(
          statements.isEmpty()
              ? "There is no query. Next: write one SELECT."
              : "These are " + statements.size() + " statements. Next: run one SELECT at a time.");
    }
    return new SqlTree(sql, statements.get(0).path("node"));
  }

  private static JsonNode statements(Connection connection, String sql) {
    String query = "SELECT json_serialize_sql(?, skip_null := true, skip_empty := true)";
    try (var statement = connection.prepareStatement(query)) {
      statement.setString(1, sql);
      try (var row = statement.executeQuery()) {
        row.next();
        JsonNode parsed = JSON.readTree(row.getString(1));
        if (parsed.path("error").asBoolean(true)) {
          throw notOneSelect(parsed, sql);
        }
        return parsed.path("statements");
      }
    } catch (JsonProcessingException e) {
      throw refused("The query is nested too deeply to be checked.");
    } catch (SQLException e) {
      throw new QueryException(Reason.INVALID, "This is not SQL: " + e.getMessage(), e);
    }
  }

  private static QueryException notOneSelect(JsonNode error, String sql) {
    String message = error.path("error_message").asText();
    if (error.path("error_type").asText().equals("parser")) {
      int at = error.path("position").asInt(-1);
      if (at < 0) {
        return new QueryException(Reason.INVALID, "This is not SQL: " + message + ".");
      }
      int[] chars = charOfByte(sql);
      var position = Position.in(sql, chars[Math.min(at, chars.length - 1)]);
      return new QueryException(
          Reason.INVALID,
          "This is not SQL: "
              + message
              + " in line "
              + position.line()
              + ", column "
              + position.column()
              + ".",
          position);
    }
    return refused(
        "Only a SELECT can be run here"
            + (message.startsWith("Only SELECT") ? "" : " (" + message + ")")
            + ". Next: write one SELECT; write tables with the commands made for it.");
  }

  private static QueryException refused(String message) {
    return new QueryException(Reason.REFUSED, message);
  }

  /** For each byte of the UTF-8 form, and its end, the character that it belongs to. */
  private static int[] charOfByte(String text) {
    var chars = new int[text.getBytes(StandardCharsets.UTF_8).length + 1];
    int bytes = 0;
    for (int at = 0; at < text.length(); ) {
      int codePoint = text.codePointAt(at);
      int width = codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
      for (int i = 0; i < width && bytes < chars.length - 1; i++) {
        chars[bytes++] = at;
      }
      at += Character.charCount(codePoint);
    }
    chars[bytes] = text.length();
    return chars;
  }

  public String sql() {
    return sql;
  }

  /** The query node at the top. */
  public JsonNode select() {
    return select;
  }

  /** Where a node begins; empty for one that DuckDB made up. */
  public OptionalInt start(JsonNode node) {
    JsonNode at = node.path("query_location");
    return at.canConvertToInt() && at.intValue() >= 0 && at.intValue() < charOfByte.length
        ? OptionalInt.of(charOfByte[at.intValue()])
        : OptionalInt.empty();
  }

  /** Where a node ends; empty where DuckDB does not say. */
  public OptionalInt end(JsonNode node) {
    int length = node.path("query_location_length").asInt(0);
    if (start(node).isEmpty() || length <= 0) {
      return OptionalInt.empty();
    }
    int end = node.path("query_location").intValue() + length;
    return end < charOfByte.length ? OptionalInt.of(charOfByte[end]) : OptionalInt.empty();
  }
}
