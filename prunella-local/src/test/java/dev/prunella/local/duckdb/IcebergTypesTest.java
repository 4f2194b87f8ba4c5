package dev.prunella.local.duckdb;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Types there and back, through a real DuckDB that names them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IcebergTypesTest {
  private final Workbench bench = new Workbench();

  @AfterAll
  void close() {
    bench.close();
  }

  private Type typeOf(String expression) throws Exception {
    try (var statement = bench.connection().createStatement();
        var rows = statement.executeQuery("SELECT " + expression + " AS x")) {
      return IcebergTypes.schemaOf(rows.getMetaData()).findType("x");
    }
  }

  @Test
  void everyTypeThatCanBeReadComesBackTheSame() throws Exception {
    var nested =
        Types.StructType.of(
            optional(
                2,
                "a \"b\", (c)",
                Types.ListType.ofOptional(3, Types.ListType.ofOptional(4, Types.UUIDType.get()))),
            optional(
                5,
                "x'y",
                Types.MapType.ofOptional(
                    6, 7, Types.StringType.get(), Types.DecimalType.of(38, 9))),
            optional(8, "when", Types.TimestampNanoType.withZone()));
    for (Type type :
        new Type[] {
          Types.BooleanType.get(),
          Types.IntegerType.get(),
          Types.LongType.get(),
          Types.FloatType.get(),
          Types.DoubleType.get(),
          Types.DateType.get(),
          Types.TimeType.get(),
          Types.TimestampType.withZone(),
          Types.TimestampType.withoutZone(),
          Types.TimestampNanoType.withZone(),
          Types.TimestampNanoType.withoutZone(),
          Types.StringType.get(),
          Types.UUIDType.get(),
          Types.BinaryType.get(),
          Types.DecimalType.of(9, 2),
          Types.DecimalType.of(38, 38),
          nested
        }) {
      Type back = typeOf("NULL::" + DuckDbTypes.of(type));
      assertThat(back.toString().replaceAll("\\d+: ", ""))
          .isEqualTo(type.toString().replaceAll("\\d+: ", ""));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1::TINYINT | int",
        "1::SMALLINT | int",
        "1::UTINYINT | int",
        "1::USMALLINT | int",
        "1::UINTEGER | long",
        "1::UBIGINT | decimal(20, 0)",
        "1::HUGEINT | decimal(38, 0)",
        "1::UHUGEINT | decimal(38, 0)",
        "'a'::ENUM('a', 'b)') | string",
        "'{}'::JSON | string",
        "INTERVAL 1 DAY | string",
        "NULL | string",
        "'1'::BIT | string",
        "TIMESTAMP_S '2020-01-01' | timestamp",
        "TIMESTAMP_MS '2020-01-01' | timestamp"
      })
  void typesWithoutATwinWiden(String expression, String expected) throws Exception {
    assertThat(typeOf(expression).toString()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TIMETZ '10:00:00+01'", "union_value(k := 1)", "1::VARIANT"})
  void typesThatWouldLoseMeaningAreRefused(String expression) {
    assertThatThrownBy(() -> typeOf(expression))
        .isInstanceOf(DuckDbException.class)
        .hasMessageStartingWith("column 'x': DuckDB type '")
        .hasMessageEndingWith("has no Iceberg type. Next: cast it, for example to VARCHAR.");
  }
}
