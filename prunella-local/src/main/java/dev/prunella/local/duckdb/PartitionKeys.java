package dev.prunella.local.duckdb;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.transforms.Transform;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;

/**
 * Partition values, in two steps: SQL groups rows so that all rows of a file have the same
 * partition values, and Iceberg's own transforms then compute those values from one row of the
 * file. The SQL decides grouping only, so it need not give Iceberg's values, but must tell apart
 * what Iceberg tells apart.
 */
final class PartitionKeys {
  private static final Pattern WIDTH = Pattern.compile("\\[(\\d+)]$");
  private static final long HOUR_MICROS = 3_600_000_000L;

  private final PartitionSpec spec;
  private final Schema schema;
  private final List<Source> sources;

  /** A partition field, and how its source column is written in SQL. */
  private record Source(PartitionField field, NestedField column, String expression) {}

  private record Tuple(List<Optional<Object>> values) implements StructLike {
    @Override
    public int size() {
      return values.size();
    }

    @Override
    @SuppressWarnings(
        "NullAway") // Iceberg's interface is not annotated; a partition value may be null.
    public <T> T get(int position, Class<T> type) {
      return values.get(position).map(type::cast).orElse(null);
    }

    @Override
    public <T> void set(int position, T value) {
      throw new UnsupportedOperationException("a partition's values do not change");
    }
  }

  PartitionKeys(PartitionSpec spec, Schema schema) {
    this.spec = spec;
    this.schema = schema;
    this.sources = spec.fields().stream().map(this::source).toList();
  }

  private Source source(PartitionField field) {
    NestedField column = schema.findField(field.sourceId());
    if (column == null) {
      throw new DuckDbException(
          "Partition field '"
              + field.name()
              + "' is made from column "
              + field.sourceId()
              + ", which the schema no longer has. Next: remove the partition field from the table.");
    }
    return new Source(field, column, path(field.sourceId()));
  }

  private String path(int id) {
    var parents = TypeUtil.indexParents(schema.asStruct());
    List<String> names = new ArrayList<>();
    for (Integer at = id; at != null; at = parents.get(at)) {
      names.add(schema.findField(at).name());
    }
    Collections.reverse(names);
    String expression = Sql.identifier(names.getFirst());
    for (String name : names.subList(1, names.size())) {
      expression = Sql.field(expression, name);
    }
    return expression;
  }

  /** Whether the grouping calls {@link PartitionFunctions}. */
  boolean hashes() {
    return sources.stream()
        .anyMatch(source -> source.field().transform().toString().startsWith("bucket["));
  }

  /** One text per row, equal for two rows if and only if they belong into the same partition. */
  String groupingSql() {
    String text =
        sources.stream()
            .map(source -> Sql.cast(grouping(source), "VARCHAR"))
            // The length before each value keeps neighbours apart.
            .map(value -> "coalesce(length(" + value + ") || ':' || " + value + ", 'null')")
            .collect(Collectors.joining(" || '|' || "));
    return "md5(" + text + ")";
  }

  private static String grouping(Source source) {
    Transform<?, ?> transform = source.field().transform();
    String name = transform.toString();
    Type type = source.column().type();
    String column = source.expression();
    if (transform.isVoid()) {
      return "NULL";
    }
    if (transform.isIdentity()) {
      return type.typeId() == Type.TypeID.BINARY || type.typeId() == Type.TypeID.FIXED
          ? "hex(" + column + ")"
          : column;
    }
    if (name.startsWith("bucket[")) {
      return "(" + hash(column, type) + " & 2147483647) % " + width(name);
    }
    if (name.startsWith("truncate[")) {
      return truncate(column, type, width(name));
    }
    return switch (name) {
      case "hour" -> hours(column, type);
      case "day" -> day(column, type);
      case "month" -> "date_trunc('month', " + day(column, type) + ")";
      case "year" -> "date_trunc('year', " + day(column, type) + ")";
      default ->
          throw new DuckDbException(
              "Partition transform '"
                  + name
                  + "' of '"
                  + source.field().name()
                  + "' is unknown. Next: write this table through Spark.");
    };
  }

  private static int width(String transform) {
    var matcher = WIDTH.matcher(transform);
    if (!matcher.find()) {
      throw new DuckDbException("Partition transform '" + transform + "' has no width.");
    }
    return Integer.parseInt(matcher.group(1));
  }

  private static String hash(String column, Type type) {
    return switch (type.typeId()) {
      case STRING -> PartitionFunctions.HASH_TEXT + "(" + column + ")";
      case UUID -> PartitionFunctions.HASH_UUID + "(" + Sql.cast(column, "VARCHAR") + ")";
      case DECIMAL -> PartitionFunctions.HASH_DECIMAL + "(" + Sql.cast(column, "VARCHAR") + ")";
      case BINARY, FIXED -> PartitionFunctions.HASH_HEX + "(hex(" + column + "))";
      // Iceberg hashes nanoseconds as microseconds.
      case TIMESTAMP_NANO ->
          PartitionFunctions.HASH_LONG + "(" + floorDivide("epoch_ns(" + column + ")", 1000) + ")";
      default ->
          PartitionFunctions.HASH_LONG
              + "("
              + Sql.cast(Values.internalSql(column, type), "BIGINT")
              + ")";
    };
  }

  private static String truncate(String column, Type type, int width) {
    return switch (type.typeId()) {
      case STRING -> "left(" + column + ", " + width + ")";
      case BINARY -> "left(hex(" + column + "), " + 2L * width + ")";
      case DECIMAL -> {
        int scale = ((org.apache.iceberg.types.Types.DecimalType) type).scale();
        // The unscaled value as a whole number: the decimal's text without its point.
        String unscaled =
            scale == 0 ? column : "replace(" + Sql.cast(column, "VARCHAR") + ", '.', '')";
        yield floorDivide(Sql.cast(unscaled, "HUGEINT"), width);
      }
      default -> floorDivide(Sql.cast(column, "HUGEINT"), width);
    };
  }

  private static String hours(String column, Type type) {
    return type.typeId() == Type.TypeID.TIMESTAMP_NANO
        ? floorDivide("epoch_ns(" + column + ")", HOUR_MICROS * 1000)
        : floorDivide("epoch_us(" + column + ")", HOUR_MICROS);
  }

  private static String day(String column, Type type) {
    return type.typeId() == Type.TypeID.DATE
        ? column
        : "(DATE '1970-01-01' + " + Sql.cast(floorDivide(hours(column, type), 24), "INTEGER") + ")";
  }

  /** DuckDB's {@code //} rounds towards zero, Iceberg towards the past. */
  private static String floorDivide(String value, long by) {
    return "(("
        + value
        + " // "
        + by
        + ") - CASE WHEN "
        + value
        + " % "
        + by
        + " < 0 THEN 1 ELSE 0 END)";
  }

  /**
   * The partition values of a file, as far as its footer proves that all of its rows have the same.
   */
  Optional<StructLike> tuple(WrittenFile file) {
    List<Optional<Object>> values = new ArrayList<>();
    for (var source : sources) {
      if (!schema.columns().contains(source.column()) || !keepsOrder(source)) {
        return Optional.empty();
      }
      var range = file.range(source.column());
      if (range.isEmpty()) {
        return Optional.empty();
      }
      var transform = source.field().transform();
      var type = source.column().type();
      var value = Optional.ofNullable(apply(transform, type, range.get().least()));
      if (!value.equals(Optional.ofNullable(apply(transform, type, range.get().greatest())))) {
        return Optional.empty();
      }
      values.add(value);
    }
    return Optional.of(new Tuple(List.copyOf(values)));
  }

  /** Whether what lies between two values of equal partition lies in that partition too. */
  private static boolean keepsOrder(Source source) {
    boolean exact =
        switch (source.column().type().typeId()) {
          case DATE, TIMESTAMP, INTEGER, LONG -> true;
          default -> false;
        };
    return exact && source.field().transform().preservesOrder();
  }

  /**
   * The columns that {@link #tuple(ResultSet)} reads, to be selected from one row of a written
   * file.
   */
  String sourcesSql() {
    return sources.stream()
        .map(source -> Values.internalSql(source.expression(), source.column().type()))
        .collect(Collectors.joining(", "));
  }

  /** The partition values of the row at the cursor. */
  StructLike tuple(ResultSet row) throws SQLException {
    List<Optional<Object>> values = new ArrayList<>();
    for (int i = 0; i < sources.size(); i++) {
      Source source = sources.get(i);
      Type type = source.column().type();
      values.add(
          Optional.ofNullable(
              apply(source.field().transform(), type, Values.internal(row, i + 1, type))));
    }
    return new Tuple(List.copyOf(values));
  }

  @SuppressWarnings("unchecked")
  private static @Nullable Object apply(
      Transform<?, ?> transform, Type type, @Nullable Object value) {
    return value == null ? null : ((Transform<Object, Object>) transform).bind(type).apply(value);
  }

  PartitionSpec spec() {
    return spec;
  }
}
