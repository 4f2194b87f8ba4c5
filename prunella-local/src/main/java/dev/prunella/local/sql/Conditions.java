package dev.prunella.local.sql;

import com.fasterxml.jackson.databind.JsonNode;
import dev.prunella.local.duckdb.SqlWalk;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.Schema;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/**
 * Conditions of SQL as Iceberg's. Each that is translated is false or NULL for a row whose column
 * is NULL, and true for no row for which the SQL is not.
 */
final class Conditions {
  private static final int MAX_VALUES = 1_000;

  /** Comparisons that order values; for text and numbers both engines agree on the order. */
  private static final Set<Type.TypeID> ORDERED =
      Set.of(
          Type.TypeID.INTEGER,
          Type.TypeID.LONG,
          Type.TypeID.DECIMAL,
          Type.TypeID.DATE,
          Type.TypeID.TIMESTAMP,
          Type.TypeID.STRING);

  private final Constants constants;
  private final Schema schema;

  Conditions(Constants constants, Schema schema) {
    this.constants = constants;
    this.schema = schema;
  }

  /**
   * How the table's columns are called at a place.
   *
   * @param path the table's name there
   * @param bare whether a name without a table is its column too
   */
  record Columns(List<String> path, boolean bare) {}

  Optional<Expression> translate(JsonNode node, Columns columns) {
    return switch (node.path("type").asText()) {
      case "CONJUNCTION_AND" ->
          children(node).stream()
              .map(child -> translate(child, columns))
              .flatMap(Optional::stream)
              .reduce(Expressions::and);
      case "CONJUNCTION_OR" -> {
        Optional<Expression> any = Optional.empty();
        for (JsonNode child : children(node)) {
          Optional<Expression> one = translate(child, columns);
          if (one.isEmpty()) {
            yield Optional.empty();
          }
          any = Optional.of(any.map(before -> Expressions.or(before, one.get())).orElse(one.get()));
        }
        yield any;
      }
      case "COMPARE_EQUAL" -> compare(node, Expression.Operation.EQ, columns);
      case "COMPARE_LESSTHAN" -> compare(node, Expression.Operation.LT, columns);
      case "COMPARE_LESSTHANOREQUALTO" -> compare(node, Expression.Operation.LT_EQ, columns);
      case "COMPARE_GREATERTHAN" -> compare(node, Expression.Operation.GT, columns);
      case "COMPARE_GREATERTHANOREQUALTO" -> compare(node, Expression.Operation.GT_EQ, columns);
      case "COMPARE_BETWEEN" -> between(node, columns);
      case "COMPARE_IN" -> in(children(node), columns);
      case "OPERATOR_IS_NOT_NULL" ->
          field(node.path("children").path(0), columns)
              .map(field -> Expressions.notNull(field.name()));
      default -> Optional.empty();
    };
  }

  private static List<JsonNode> children(JsonNode node) {
    List<JsonNode> children = new ArrayList<>();
    node.path("children").forEach(children::add);
    return children;
  }

  private Optional<Expression> compare(
      JsonNode node, Expression.Operation operation, Columns columns) {
    Optional<NestedField> left = field(node.path("left"), columns);
    return left.isPresent()
        ? predicate(left.get(), operation, node.path("right"))
        : field(node.path("right"), columns)
            .flatMap(right -> predicate(right, flipped(operation), node.path("left")));
  }

  private static Expression.Operation flipped(Expression.Operation operation) {
    return switch (operation) {
      case LT -> Expression.Operation.GT;
      case LT_EQ -> Expression.Operation.GT_EQ;
      case GT -> Expression.Operation.LT;
      case GT_EQ -> Expression.Operation.LT_EQ;
      default -> operation;
    };
  }

  private Optional<Expression> predicate(
      NestedField field, Expression.Operation operation, JsonNode constant) {
    if (operation != Expression.Operation.EQ && !ORDERED.contains(field.type().typeId())) {
      return Optional.empty();
    }
    Optional<Expression> exact =
        constants
            .of(field.type(), constant)
            .map(value -> Expressions.predicate(operation, field.name(), value));
    return exact.isPresent() ? exact : aroundMoment(field, operation, constant);
  }

  /**
   * A date or a time without a zone, compared with a moment, is read in the session's zone. Local
   * time is never a day away from UTC, so a day more is let through on the open side.
   */
  private Optional<Expression> aroundMoment(
      NestedField field, Expression.Operation operation, JsonNode constant) {
    boolean after = operation == Expression.Operation.GT || operation == Expression.Operation.GT_EQ;
    boolean before =
        operation == Expression.Operation.LT || operation == Expression.Operation.LT_EQ;
    boolean local =
        field.type().typeId() == Type.TypeID.DATE
            || (field.type() instanceof Types.TimestampType timestamp
                && !timestamp.shouldAdjustToUTC());
    if (!local || (!after && !before)) {
      return Optional.empty();
    }
    return constants
        .moment(constant)
        .map(moment -> moment.plus(Duration.ofDays(after ? -1 : 1)))
        .map(
            bound -> {
              Object value =
                  field.type().typeId() == Type.TypeID.DATE
                      ? (Object) (int) LocalDate.ofInstant(bound, ZoneOffset.UTC).toEpochDay()
                      : (Object) SqlLiteral.micros(bound);
              return Expressions.predicate(
                  after ? Expression.Operation.GT_EQ : Expression.Operation.LT_EQ,
                  field.name(),
                  value);
            });
  }

  private Optional<Expression> between(JsonNode node, Columns columns) {
    Optional<NestedField> field = field(node.path("input"), columns);
    if (field.isEmpty()) {
      return Optional.empty();
    }
    var from = predicate(field.get(), Expression.Operation.GT_EQ, node.path("lower"));
    var to = predicate(field.get(), Expression.Operation.LT_EQ, node.path("upper"));
    return from.isPresent() && to.isPresent()
        ? Optional.of(Expressions.and(from.get(), to.get()))
        : Optional.empty();
  }

  /** One value that is not understood may be any, so all must be. */
  private Optional<Expression> in(List<JsonNode> children, Columns columns) {
    Optional<NestedField> field =
        children.isEmpty() ? Optional.empty() : field(children.getFirst(), columns);
    if (field.isEmpty() || children.size() > MAX_VALUES) {
      return Optional.empty();
    }
    List<Object> values = new ArrayList<>();
    for (JsonNode child : children.subList(1, children.size())) {
      Optional<Object> value = constants.of(field.get().type(), child);
      if (value.isEmpty()) {
        return Optional.empty();
      }
      values.add(value.get());
    }
    return values.isEmpty()
        ? Optional.empty()
        : Optional.of(Expressions.in(field.get().name(), values.toArray()));
  }

  /** The table's column that a node is, without a cast or a function around it. */
  private Optional<NestedField> field(JsonNode node, Columns columns) {
    if (!node.path("class").asText().equals("COLUMN_REF")) {
      return Optional.empty();
    }
    List<String> names = FromReader.strings(node.path("column_names"));
    List<String> qualifier = names.subList(0, names.size() - 1);
    if (qualifier.isEmpty() ? !columns.bare() : !isEnd(qualifier, columns.path())) {
      return Optional.empty();
    }
    List<NestedField> found =
        schema.columns().stream()
            .filter(field -> SqlWalk.lower(field.name()).equals(SqlWalk.lower(names.getLast())))
            .toList();
    // A dot in the name would be read as a path by Iceberg.
    return found.size() == 1 && !found.getFirst().name().contains(".")
        ? Optional.of(found.getFirst())
        : Optional.empty();
  }

  private static boolean isEnd(List<String> qualifier, List<String> path) {
    int skip = path.size() - qualifier.size();
    if (skip < 0) {
      return false;
    }
    for (int i = 0; i < qualifier.size(); i++) {
      if (!SqlWalk.lower(path.get(skip + i)).equals(SqlWalk.lower(qualifier.get(i)))) {
        return false;
      }
    }
    return true;
  }
}
