package dev.prunella.spark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.List;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** What the driver says on stdout, one line of JSON each. */
sealed interface Answer {

  /** The session is up; said once, before the first request is read. */
  record Ready(String spark, String java) implements Answer {}

  /**
   * A statement's result; statements without one have no columns.
   *
   * @param more whether rows were left out because there are too many
   */
  record Rows(long id, List<String> columns, List<Row> rows, boolean more) implements Answer {}

  /**
   * A statement or a request that did not succeed.
   *
   * @param id 0 when the request itself could not be read
   * @param kind the class of the exception at the root
   */
  record Failed(long id, String kind, String message) implements Answer {
    static Failed of(long id, Throwable failure) {
      var root = failure;
      // Bounded, for a chain of causes can be a ring.
      for (int depth = 0; depth < 50 && root.getCause() != null; depth++) {
        root = root.getCause();
      }
      var message = String.valueOf(failure.getMessage());
      var cause = String.valueOf(root.getMessage());
      return new Failed(
          id,
          root.getClass().getName(),
          message.contains(cause) ? message : message + "; because: " + cause);
    }
  }

  JsonMapper JSON = new JsonMapper();

  default String toJson() throws JsonProcessingException {
    var node = JSON.createObjectNode();
    if (this instanceof Ready ready) {
      node.put("spark", ready.spark()).put("java", ready.java());
    } else if (this instanceof Rows rows) {
      put(node, rows);
    } else if (this instanceof Failed failed) {
      node.put("id", failed.id()).put("kind", failed.kind()).put("error", failed.message());
    }
    return JSON.writeValueAsString(node);
  }

  private static void put(ObjectNode node, Rows result) {
    node.put("id", result.id());
    result.columns().forEach(node.putArray("columns")::add);
    var rows = node.putArray("rows");
    for (var row : result.rows()) {
      var cells = rows.addArray();
      for (int column = 0; column < row.length(); column++) {
        add(cells, row.get(column));
      }
    }
    node.put("more", result.more());
  }

  /** Numbers, booleans and null as JSON has them, everything else as Spark writes it. */
  private static void add(ArrayNode cells, @Nullable Object value) {
    if (value == null) {
      cells.addNull();
    } else if (value instanceof Boolean truth) {
      cells.add(truth);
    } else if (value instanceof Double || value instanceof Float) {
      cells.add(((Number) value).doubleValue());
    } else if (value instanceof BigDecimal decimal) {
      cells.add(decimal);
    } else if (value instanceof Number number) {
      cells.add(number.longValue());
    } else {
      cells.add(value.toString());
    }
  }
}
