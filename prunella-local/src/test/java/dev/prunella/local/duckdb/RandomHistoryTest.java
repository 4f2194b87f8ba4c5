package dev.prunella.local.duckdb;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.apache.iceberg.types.Types.NestedField.required;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** Whatever happened to a table, both readers see the same rows, now and at every snapshot. */
class RandomHistoryTest {
  private static final Schema SCHEMA =
      new Schema(
          required(1, "id", Types.LongType.get()),
          optional(2, "a", Types.IntegerType.get()),
          optional(3, "b", Types.StringType.get()),
          optional(4, "s", Types.StructType.of(optional(5, "x", Types.IntegerType.get()))));

  private enum Kind {
    APPEND,
    DELETE_POSITIONS,
    DELETE_EQUAL,
    ADD_COLUMN,
    DROP_COLUMN,
    RENAME_COLUMN,
    WIDEN_COLUMN,
    ADD_NESTED,
    RENAME_NESTED,
    MOVE_FIRST
  }

  /** One change; {@code pick} chooses among what is there. */
  private record Step(Kind kind, int pick) {}

  @Provide
  Arbitrary<List<Step>> histories() {
    Arbitrary<Kind> kinds =
        Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(3, Arbitraries.just(Kind.APPEND)),
            net.jqwik.api.Tuple.of(5, Arbitraries.of(Kind.class)));
    return Combinators.combine(kinds, Arbitraries.integers().between(0, 1000))
        .as(Step::new)
        .list()
        .ofMinSize(3)
        .ofMaxSize(12);
  }

  @Property(tries = 25, shrinking = ShrinkingMode.OFF)
  void bothReadersAgreeAfterAnyHistory(
      @ForAll("histories") List<Step> steps, @ForAll boolean third, @ForAll boolean partitioned)
      throws Exception {
    try (var bench = new Workbench()) {
      var spec =
          partitioned
              ? PartitionSpec.builderFor(SCHEMA).bucket("id", 2).build()
              : PartitionSpec.unpartitioned();
      Table table = bench.table(third ? 3 : 2, SCHEMA, spec);
      append(bench, table, 0);
      int number = 1;
      for (Step step : steps) {
        take(bench, table, step, number++);
      }
      bench.readersAgree(table);
      for (var snapshot : table.snapshots()) {
        bench.readersAgree(table, snapshot.snapshotId());
      }
    }
  }

  private static void take(Workbench bench, Table table, Step step, int number) throws Exception {
    List<String> columns =
        table.schema().columns().stream()
            .map(Types.NestedField::name)
            .filter(name -> !name.equals("id") && !name.startsWith("s"))
            .toList();
    String picked = columns.isEmpty() ? "" : columns.get(step.pick() % columns.size());
    Types.NestedField struct =
        table.schema().columns().stream()
            .filter(f -> f.type().isStructType())
            .findFirst()
            .orElseThrow();
    var nested = struct.type().asStructType().fields();
    String inner = struct.name() + "." + nested.get(step.pick() % nested.size()).name();
    switch (step.kind()) {
      case APPEND -> append(bench, table, number * 10L);
      case DELETE_POSITIONS -> deletePositions(table, step.pick());
      case DELETE_EQUAL -> {
        if (table.spec().isUnpartitioned()) {
          long id = step.pick() % (number * 10L);
          Workbench.deleteWhereEqual(
              table, null, List.of("id"), List.of(List.of(id), List.of(id + 3)));
        }
      }
      case ADD_COLUMN ->
          // Sometimes under a name that was dropped before.
          addIfAbsent(table, "c" + step.pick() % 3);
      case DROP_COLUMN -> {
        if (!picked.isEmpty()) {
          table.updateSchema().deleteColumn(picked).commit();
        }
      }
      case RENAME_COLUMN -> {
        if (!picked.isEmpty()) {
          table.updateSchema().renameColumn(picked, "r" + number).commit();
        }
      }
      case WIDEN_COLUMN -> {
        if (!picked.isEmpty() && table.schema().findType(picked).typeId() == Type.TypeID.INTEGER) {
          table.updateSchema().updateColumn(picked, Types.LongType.get()).commit();
        }
      }
      case ADD_NESTED ->
          table
              .updateSchema()
              .addColumn(struct.name(), "n" + number, Types.DateType.get())
              .commit();
      case RENAME_NESTED -> table.updateSchema().renameColumn(inner, "m" + number).commit();
      case MOVE_FIRST -> {
        if (!picked.isEmpty()) {
          table.updateSchema().moveFirst(picked).commit();
        }
      }
    }
  }

  private static void addIfAbsent(Table table, String name) {
    if (table.schema().findField(name) == null) {
      table.updateSchema().addColumn(name, Types.IntegerType.get()).commit();
    }
  }

  private static void deletePositions(Table table, int pick) throws Exception {
    List<DataFile> files = Workbench.dataFiles(table);
    if (files.isEmpty()) {
      return;
    }
    DataFile first = files.get(pick % files.size());
    Map<DataFile, List<Long>> positions = new HashMap<>();
    for (DataFile file : files) {
      if (file.partition().equals(first.partition()) && (file == first || pick % 2 == 0)) {
        positions.put(
            file,
            LongStream.range(0, file.recordCount())
                .filter(p -> (p + pick) % 4 == 0)
                .boxed()
                .toList());
      }
    }
    positions.values().removeIf(List::isEmpty);
    if (!positions.isEmpty()) {
      Workbench.deletePositions(table, positions);
    }
  }

  /** Ten rows with a value or NULL in every column that the table has now. */
  private static void append(Workbench bench, Table table, long from) {
    List<String> columns = new ArrayList<>();
    for (var field : table.schema().columns()) {
      String value = field.name().equals("id") ? "i" : value(field.type());
      columns.add(value + " AS " + Sql.identifier(field.name()));
    }
    bench.append(
        table,
        "SELECT "
            + String.join(", ", columns)
            + " FROM range("
            + from
            + ", "
            + (from + 10)
            + ") r(i)");
  }

  private static String value(Type type) {
    return switch (type.typeId()) {
      case STRUCT ->
          type.asStructType().fields().stream()
              .map(f -> Sql.literal(f.name()) + ": " + value(f.type()))
              .collect(Collectors.joining(", ", "CASE WHEN i % 3 <> 0 THEN {", "} END"));
      case DATE -> "CASE WHEN i % 4 <> 0 THEN DATE '2020-01-01' + i::INTEGER END";
      default -> Sql.cast("CASE WHEN i % 5 <> 0 THEN i END", DuckDbTypes.of(type));
    };
  }
}
