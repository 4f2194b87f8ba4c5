package dev.prunella.local.quality;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.prunella.local.duckdb.DuckDbException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The answers of one row of a query, by the order in which they were asked for. */
record Answers(List<Object> values) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Those of a row.
   *
   * @param from the first column that is one of them
   * @param count how many were asked for
   */
  static Answers of(ResultSet row, int from, int count) throws SQLException {
    var values = new ArrayList<Object>(count);
    for (int i = from; i < from + count; i++) {
      var value = row.getObject(i);
      values.add(value == null ? "" : value);
    }
    return new Answers(values);
  }

  long count(int i) {
    return values.get(i) instanceof Number n ? n.longValue() : 0;
  }

  double number(int i) {
    return values.get(i) instanceof Number n ? n.doubleValue() : Double.NaN;
  }

  String text(int i) {
    return String.valueOf(values.get(i));
  }

  Map<String, Long> counts(int i) {
    return values.get(i) instanceof String json && !json.isEmpty()
        ? parse(json, new TypeReference<LinkedHashMap<String, Long>>() {})
        : Map.of();
  }

  /** Quantiles; none of no values. */
  List<Double> quantiles(int i) {
    return values.get(i) instanceof String json && !json.isEmpty()
        ? parse(json, new TypeReference<List<Double>>() {})
        : List.of();
  }

  private static <T> T parse(String json, TypeReference<T> type) {
    try {
      return JSON.readValue(json, type);
    } catch (JsonProcessingException e) {
      throw new DuckDbException("DuckDB's answer is no JSON: " + e.getOriginalMessage(), e);
    }
  }
}
