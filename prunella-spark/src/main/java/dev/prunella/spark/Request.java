package dev.prunella.spark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * One statement to run.
 *
 * @param id repeated in the answer, so that the asker knows which question it belongs to
 */
record Request(long id, String sql) {
  private static final JsonMapper JSON = new JsonMapper();

  /** Reads a line like {@code {"id":1,"sql":"select 1"}}. */
  static Request parse(String line) throws JsonProcessingException {
    var tree = JSON.readTree(line);
    var id = tree.path("id");
    var sql = tree.path("sql");
    if (!id.isIntegralNumber() || !sql.isTextual()) {
      throw new IllegalArgumentException(
          "a request is {\"id\": number, \"sql\": text}; got: " + abbreviated(line));
    }
    return new Request(id.longValue(), sql.textValue());
  }

  private static String abbreviated(String line) {
    return line.length() <= 200 ? line : line.substring(0, 200) + "...";
  }
}
