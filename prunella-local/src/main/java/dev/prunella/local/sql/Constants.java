package dev.prunella.local.sql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.prunella.local.duckdb.SqlWalk;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Constants of SQL as values of a column's type, where a comparison with the column means the same
 * in both engines. What is more than a plain literal is computed by DuckDB itself.
 */
final class Constants {
  private static final Logger LOG = LoggerFactory.getLogger(Constants.class);
  private static final int MAX_COMPUTED = 100;
  private static final long MICROS_PER_DAY = 86_400_000_000L;

  /** Functions of their arguments alone. */
  private static final Set<String> PURE =
      Set.of(
          "+",
          "-",
          "to_years",
          "to_months",
          "to_weeks",
          "to_days",
          "to_hours",
          "to_minutes",
          "to_seconds",
          "trunc",
          "date_trunc",
          "make_date",
          "make_timestamp",
          "date_add");

  private static final Set<String> CASTS =
      Set.of(
          "date",
          "timestamp",
          "integer",
          "int",
          "bigint",
          "smallint",
          "double",
          "varchar",
          "interval");

  private static final Set<String> MOMENTS = Set.of("timestamptz", "timestamp with time zone");

  private final Connection connection;
  private int computed;

  Constants(Connection connection) {
    this.connection = connection;
  }

  /**
   * The value to compare a column of a type with, as Iceberg's expressions take it; empty if a node
   * is no constant, or its comparison might mean something else.
   */
  Optional<Object> of(Type type, JsonNode node) {
    String kind = node.path("literal").path("kind").asText();
    return switch (type.typeId()) {
      case INTEGER ->
          whole(node, kind, "INTEGER").filter(v -> v.intValue() == v).map(Long::intValue);
      case LONG -> whole(node, kind, "BIGINT").map(value -> value);
      case DECIMAL -> exact((Types.DecimalType) type, node, kind);
      case STRING ->
          kind.equals("STRING")
              ? Optional.of(node.path("literal").path("text").asText())
              : Optional.empty();
      case BOOLEAN ->
          kind.equals("BOOLEAN")
              ? Optional.of(node.path("literal").path("text").asText().equals("true"))
              : Optional.empty();
      case DATE ->
          micros(node, kind, "DATE")
              .filter(value -> value % MICROS_PER_DAY == 0)
              .map(value -> Math.toIntExact(value / MICROS_PER_DAY));
      case TIMESTAMP ->
          ((Types.TimestampType) type).shouldAdjustToUTC()
              ? moment(node).map(SqlLiteral::micros)
              : micros(node, kind, "TIMESTAMP").map(value -> value);
      // Floating point knows two zeros and NaN, which the engines order differently.
      default -> Optional.empty();
    };
  }

  private Optional<Long> whole(JsonNode node, String kind, String type) {
    if (kind.equals("INTEGER")) {
      var value = new BigInteger(node.path("literal").path("text").asText());
      return value.bitLength() < Long.SIZE ? Optional.of(value.longValue()) : Optional.empty();
    }
    JsonNode typed = kind.equals("STRING") ? cast(node, type) : node;
    return compute(
        typed,
        "SELECT typeof(%1$s) IN ('TINYINT', 'SMALLINT', 'INTEGER', 'BIGINT'), CAST(%1$s AS BIGINT)");
  }

  private static Optional<Object> exact(Types.DecimalType type, JsonNode node, String kind) {
    String text = node.path("literal").path("text").asText();
    // With an exponent it is a DOUBLE.
    if (!(kind.equals("INTEGER") || kind.equals("NUMERIC")) || !text.matches("-?[0-9.]+")) {
      return Optional.empty();
    }
    var value = new BigDecimal(text);
    if (value.stripTrailingZeros().scale() > type.scale()) {
      return Optional.empty();
    }
    var scaled = value.setScale(type.scale());
    return scaled.precision() <= type.precision() ? Optional.of(scaled) : Optional.empty();
  }

  /**
   * A date or a timestamp in microseconds since 1970; a text is what the column's type makes of it.
   */
  private Optional<Long> micros(JsonNode node, String kind, String type) {
    JsonNode typed = kind.equals("STRING") ? cast(node, type) : node;
    return compute(
        typed,
        "SELECT typeof(%1$s) IN ('DATE', 'TIMESTAMP') AND isfinite(CAST(%1$s AS TIMESTAMP)), epoch_us(CAST(%1$s AS TIMESTAMP))");
  }

  /**
   * A moment that says its offset, as a parameter's value does; what means another moment in
   * another time zone is none.
   */
  Optional<Instant> moment(JsonNode node) {
    boolean cast =
        node.path("class").asText().equals("CAST")
            && !node.path("try_cast").asBoolean()
            && MOMENTS.contains(SqlWalk.lower(node.path("type_expr").path("type_name").asText()));
    JsonNode literal = node.path("child").path("literal");
    return cast && literal.path("kind").asText().equals("STRING")
        ? SqlLiteral.moment(literal.path("text").asText())
        : Optional.empty();
  }

  private Optional<Long> compute(JsonNode node, String question) {
    if (!isPure(node) || ++computed > MAX_COMPUTED) {
      return Optional.empty();
    }
    try (var statement = connection.prepareStatement("SELECT json_deserialize_sql(?)")) {
      statement.setString(1, EngineWords.selecting(node).toString());
      String select;
      try (var row = statement.executeQuery()) {
        row.next();
        select = row.getString(1);
      }
      String expression = "(" + select.substring("SELECT ".length()) + ")";
      try (var asked = connection.createStatement();
          var row = asked.executeQuery(question.replace("%1$s", expression))) {
        return value(row);
      }
    } catch (SQLException e) {
      // The query will say so itself when it runs.
      LOG.debug("a constant cannot be computed: {}", e.getMessage());
      return Optional.empty();
    }
  }

  private static Optional<Long> value(ResultSet row) throws SQLException {
    if (!row.next() || !row.getBoolean(1)) {
      return Optional.empty();
    }
    long value = row.getLong(2);
    return row.wasNull() ? Optional.empty() : Optional.of(value);
  }

  private static boolean isPure(JsonNode node) {
    return switch (node.path("class").asText()) {
      case "CONSTANT" -> true;
      case "CAST" ->
          CASTS.contains(SqlWalk.lower(node.path("type_expr").path("type_name").asText()))
              && isPure(node.path("child"));
      case "FUNCTION" -> {
        boolean pure =
            PURE.contains(SqlWalk.lower(node.path("function_name").asText()))
                && SqlWalk.path(node).size() == 1
                && !node.has("filter");
        for (JsonNode argument : node.path("arguments")) {
          pure &= isPure(argument.path("expression"));
        }
        yield pure;
      }
      default -> false;
    };
  }

  private static JsonNode cast(JsonNode child, String type) {
    var nodes = JsonNodeFactory.instance;
    var cast = nodes.objectNode().put("class", "CAST").put("type", "OPERATOR_CAST");
    cast.set("child", child);
    var named = cast.putObject("type_expr").put("class", "TYPE").put("type", "TYPE");
    named.put("type_name", type);
    named.putObject("qualified_name").putArray("path").add(type);
    return cast;
  }
}
