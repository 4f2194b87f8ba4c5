package dev.prunella.local.contract;

import dev.prunella.contract.RowCondition;
import dev.prunella.contract.RowCondition.Bound;
import dev.prunella.local.duckdb.DuckDbTypes;
import dev.prunella.local.duckdb.Sql;
import dev.prunella.local.sql.SqlLiteral;
import dev.prunella.refs.DidYouMean;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type.TypeID;
import org.apache.iceberg.types.Types.NestedField;

/**
 * Conditions on rows as SQL that is true for the rows that fail. Names and values come from people
 * and are quoted; only {@link RowCondition.Holds} is SQL already, and {@link ContractSql} looks at
 * it first.
 */
public final class RowSql {
  /** Relative error that arithmetic on binary fractions may make. */
  private static final String TOLERANCE = "1e-9";

  /** What DuckDB's decimals hold. */
  private static final int MOST_DIGITS = 38;

  private static final int DIGITS_OF_LONG = 18;

  private final Schema schema;

  private RowSql(Schema schema) {
    this.schema = schema;
  }

  /** A condition cannot be put to a table. */
  static final class Unfit extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unfit(String message) {
      super(message);
    }
  }

  /**
   * A predicate over a table's columns: true for a row that fails, else false or NULL.
   *
   * @throws IllegalArgumentException with a sentence, if the table has no such column, or the
   *     values do not fit its type
   */
  public static String failing(RowCondition condition, Schema schema) {
    try {
      return new RowSql(schema).of(condition);
    } catch (Unfit e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /**
   * An aggregate that counts the rows that fail. DuckDB answers {@code count_if} from the files'
   * statistics where these suffice, and counts values faster than it filters NULLs.
   */
  static String counting(RowCondition condition, Schema schema) {
    return condition instanceof RowCondition.Present(var column)
        ? "count(*) - count(" + Sql.identifier(column(schema, column).name()) + ")"
        : "count_if(" + of(condition, schema) + ")";
  }

  static String of(RowCondition condition, Schema schema) {
    return new RowSql(schema).of(condition);
  }

  /** A column of the table; letter case does not count. */
  static NestedField column(Schema schema, String name) {
    return schema.columns().stream()
        .filter(f -> f.name().equals(name))
        .findFirst()
        .or(
            () ->
                schema.columns().stream().filter(f -> f.name().equalsIgnoreCase(name)).findFirst())
        .orElseThrow(
            () ->
                new Unfit(
                    "the table has no column '"
                        + name
                        + "'"
                        + DidYouMean.among(
                                schema.columns().stream().map(NestedField::name).toList(), name)
                            .map(near -> "; did you mean '" + near + "'?")
                            .orElse("")));
  }

  private String of(RowCondition condition) {
    return switch (condition) {
      case RowCondition.Present(var column) -> name(column) + " IS NULL";
      case RowCondition.NotMissing missing -> missing(missing);
      case RowCondition.OneOf(var column, var values) -> oneOf(column, values);
      case RowCondition.Matches(var column, var pattern) ->
          "NOT regexp_matches(" + text(column) + ", " + literal(pattern) + ")";
      case RowCondition.Within within -> within(within);
      case RowCondition.Length length -> length(length);
      case RowCondition.MultipleOf(var column, var unit) -> multipleOf(column, unit);
      case RowCondition.Holds(var sql) -> "NOT ((" + sql + "\n))";
      case RowCondition.All(var all) ->
          all.stream().map(c -> "(" + of(c) + ")").collect(Collectors.joining(" OR "));
    };
  }

  private String name(String column) {
    return Sql.identifier(column(schema, column).name());
  }

  private String text(String column) {
    var field = column(schema, column);
    var name = Sql.identifier(field.name());
    return field.type().typeId() == TypeID.STRING ? name : "CAST(" + name + " AS VARCHAR)";
  }

  private static String literal(String text) {
    if (text.indexOf('\0') >= 0) {
      throw new Unfit("a text with a NUL character cannot be compared with");
    }
    return Sql.literal(text);
  }

  private String missing(RowCondition.NotMissing missing) {
    var parts = new ArrayList<String>();
    if (missing.nulls()) {
      parts.add(name(missing.column()) + " IS NULL");
    }
    if (!missing.nothing().isEmpty()) {
      parts.add(
          text(missing.column())
              + " IN ("
              + missing.nothing().stream().map(RowSql::literal).collect(Collectors.joining(", "))
              + ")");
      var field = column(schema, missing.column());
      var numbers = missing.nothing().stream().filter(RowSql::isNumber).toList();
      if (ColumnTypes.isNumber(field.type()) && !numbers.isEmpty()) {
        // -999 is written -999.00 in a decimal, and means the same.
        parts.add(
            Sql.identifier(field.name())
                + " IN ("
                + numbers.stream().map(v -> number(v, field)).collect(Collectors.joining(", "))
                + ")");
      }
    }
    return parts.isEmpty() ? "FALSE" : "(" + String.join(" OR ", parts) + ")";
  }

  private static boolean isNumber(String text) {
    try {
      return new BigDecimal(text).scale() < MOST_DIGITS;
    } catch (NumberFormatException _) {
      return false;
    }
  }

  private String oneOf(String column, List<String> values) {
    var field = column(schema, column);
    if (ColumnTypes.isNumber(field.type())) {
      var numbers = values.stream().map(v -> number(v, field)).collect(Collectors.joining(", "));
      return Sql.identifier(field.name()) + " NOT IN (" + numbers + ")";
    }
    var texts = values.stream().map(RowSql::literal).collect(Collectors.joining(", "));
    return text(column) + " NOT IN (" + texts + ")";
  }

  /** As narrow as it can be: comparing with a wide decimal would widen each value of the column. */
  private static String number(String value, NestedField field) {
    BigDecimal number;
    try {
      number = new BigDecimal(value);
    } catch (NumberFormatException e) {
      throw new Unfit("'" + value + "' is no number, and " + field.name() + " is " + field.type());
    }
    if (isBinaryFraction(field)) {
      return "CAST(" + Sql.literal(number.toString()) + " AS DOUBLE)";
    }
    if (Math.abs(number.scale()) > MOST_DIGITS || number.precision() > MOST_DIGITS) {
      throw new Unfit("'" + value + "' has more than " + MOST_DIGITS + " digits");
    }
    var plain = number.stripTrailingZeros();
    boolean whole = plain.scale() <= 0 && plain.precision() - plain.scale() <= DIGITS_OF_LONG;
    return (whole ? SqlLiteral.of(plain.longValueExact()) : SqlLiteral.of(plain)).toString();
  }

  private static boolean isBinaryFraction(NestedField field) {
    var id = field.type().typeId();
    return id == TypeID.FLOAT || id == TypeID.DOUBLE;
  }

  private String within(RowCondition.Within within) {
    var parts = new ArrayList<String>();
    within
        .least()
        .ifPresent(b -> parts.add(bound(within.column(), b.inclusive() ? " < " : " <= ", b)));
    within
        .most()
        .ifPresent(b -> parts.add(bound(within.column(), b.inclusive() ? " > " : " >= ", b)));
    var field = column(schema, within.column());
    if (!parts.isEmpty() && isBinaryFraction(field)) {
      // DuckDB puts what is no number above all numbers.
      parts.add("isnan(" + Sql.identifier(field.name()) + ")");
    }
    return parts.isEmpty() ? "FALSE" : "(" + String.join(" OR ", parts) + ")";
  }

  private String bound(String column, String compared, Bound bound) {
    var field = column(schema, column);
    var value =
        ColumnTypes.isNumber(field.type())
            ? number(bound.value(), field)
            : "CAST(" + literal(bound.value()) + " AS " + DuckDbTypes.of(field.type()) + ")";
    return Sql.identifier(field.name()) + compared + value;
  }

  private String length(RowCondition.Length length) {
    var parts = new ArrayList<String>();
    length.least().ifPresent(n -> parts.add("length(" + text(length.column()) + ") < " + n));
    length.most().ifPresent(n -> parts.add("length(" + text(length.column()) + ") > " + n));
    return parts.isEmpty() ? "FALSE" : "(" + String.join(" OR ", parts) + ")";
  }

  private String multipleOf(String column, BigDecimal unit) {
    var field = column(schema, column);
    if (!ColumnTypes.isNumber(field.type())) {
      throw new Unfit(field.name() + " is " + field.type() + ", and only numbers have multiples");
    }
    var name = Sql.identifier(field.name());
    var divisor = number(unit.toPlainString(), field);
    return isBinaryFraction(field)
        ? "(isnan(%1$s) OR abs(%1$s / %2$s - round(%1$s / %2$s)) > %3$s * greatest(1, abs(%1$s / %2$s)))"
            .formatted(name, divisor, TOLERANCE)
        : name + " % " + divisor + " <> 0";
  }

  /** The columns to show of a row that fails: what names it, what is wrong, and a few more. */
  static List<String> shown(Schema schema, List<String> concerned, int most) {
    var shown = new ArrayList<String>(schema.identifierFieldNames());
    concerned.forEach(c -> shown.add(column(schema, c).name()));
    schema.columns().forEach(f -> shown.add(f.name()));
    // A nested identifier has no column of its own.
    return shown.stream()
        .distinct()
        .filter(name -> Optional.ofNullable(schema.asStruct().field(name)).isPresent())
        .limit(most)
        .toList();
  }
}
