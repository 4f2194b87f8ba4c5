package dev.prunella.local.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.prunella.local.duckdb.DuckDbException;
import dev.prunella.pipeline.Fault.Kind;
import java.util.List;
import java.util.Locale;

/**
 * What DuckDB says about an error, read from the JSON that it gives when asked to.
 *
 * @param type DuckDB's sort of error, such as {@code Binder}; empty when it is not known
 * @param message in DuckDB's own words
 * @param name the name that was not found; may be empty
 * @param candidates what DuckDB would take instead
 * @param offset in the statement, in bytes of UTF-8; -1 when it is not known
 */
record SqlError(
    String type,
    String subtype,
    String message,
    String name,
    String missing,
    List<String> candidates,
    int offset) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static SqlError of(Throwable error) {
    var text = String.valueOf(error.getMessage());
    int json = text.indexOf("{\"exception_type\"");
    if (json >= 0) {
      try {
        return read(JSON.readTree(text.substring(json, text.lastIndexOf('}') + 1)));
      } catch (JsonProcessingException e) {
        // Not the JSON that we know: the text as it is says more than nothing.
        return plain(text);
      }
    }
    return plain(text);
  }

  private static SqlError read(JsonNode node) {
    var candidates = node.path("candidates").asText();
    return new SqlError(
        node.path("exception_type").asText(),
        node.path("error_subtype").asText(),
        node.path("exception_message").asText().strip(),
        node.path("name").asText(),
        node.path("type").asText(),
        candidates.isEmpty() ? List.of() : List.of(candidates.split(",")),
        node.path("position").asInt(-1));
  }

  private static SqlError plain(String text) {
    int end = text.indexOf(" Error: ");
    boolean typed = end > 0 && end < 30 && text.lastIndexOf('\n', end) < 0;
    return new SqlError(
        typed ? text.substring(0, end) : "",
        "",
        (typed ? text.substring(end + " Error: ".length()) : text).strip(),
        "",
        "",
        List.of(),
        -1);
  }

  /** The first line, and a short second one that offers candidates. */
  String sentence() {
    var lines = message.lines().filter(l -> !l.isBlank()).map(String::strip).limit(2).toList();
    if (lines.isEmpty()) {
      return type + " error";
    }
    boolean offers =
        lines.size() > 1
            && (lines.get(1).startsWith("Candidate bindings")
                || lines.get(1).startsWith("Did you mean"));
    return offers ? lines.getFirst() + " " + lines.get(1) : lines.getFirst();
  }

  Kind kind() {
    var lower = message.toLowerCase(Locale.ROOT);
    if (type.equals("Out of Memory") || DuckDbException.isOutOfMemory(message)) {
      return Kind.OUT_OF_MEMORY;
    }
    if (lower.contains("no space left on device") || lower.contains("disk full")) {
      return Kind.DISK_FULL;
    }
    if (lower.contains("disabled by configuration")
        || lower.contains("disabled through configuration")
        || lower.contains("configuration has been locked")) {
      return Kind.REFUSED;
    }
    return switch (type) {
      case "Parser", "Syntax" -> Kind.SQL_INVALID;
      case "Binder" ->
          switch (subtype) {
            case "COLUMN_NOT_FOUND" -> Kind.UNKNOWN_COLUMN;
            case "NO_MATCHING_FUNCTION" -> Kind.TYPE_MISMATCH;
            default -> mismatch(lower) ? Kind.TYPE_MISMATCH : Kind.SQL_INVALID;
          };
      case "Catalog" ->
          missing.equals("Table") || missing.equals("View") || lower.startsWith("table ")
              ? Kind.UNKNOWN_TABLE
              : Kind.SQL_INVALID;
      case "Conversion", "Mismatch Type" -> Kind.TYPE_MISMATCH;
      case "Constraint" -> Kind.CONSTRAINT;
      case "Permission" -> Kind.REFUSED;
      default -> Kind.FAILED;
    };
  }

  private static boolean mismatch(String lower) {
    return lower.startsWith("cannot compare")
        || lower.startsWith("cannot combine")
        || lower.contains("explicit type cast")
        || lower.contains("add explicit cast");
  }
}
