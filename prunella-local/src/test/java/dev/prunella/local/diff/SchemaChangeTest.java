package dev.prunella.local.diff;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.apache.iceberg.types.Types.NestedField.required;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.local.diff.SchemaChange.Kind;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types.IntegerType;
import org.apache.iceberg.types.Types.LongType;
import org.apache.iceberg.types.Types.StringType;
import org.apache.iceberg.types.Types.StructType;
import org.junit.jupiter.api.Test;

class SchemaChangeTest {

  @Test
  void columnsAreTheSameWhenTheirIdsAre() {
    var before =
        new Schema(
            required(1, "id", IntegerType.get()),
            optional(2, "name", StringType.get()),
            optional(3, "old", StringType.get()));
    var after =
        new Schema(
            required(1, "id", LongType.get()),
            required(2, "title", StringType.get()),
            optional(4, "old", StringType.get()));
    assertThat(kinds(before, after))
        .containsExactly(
            "DROPPED old",
            "TYPE_CHANGED id",
            "RENAMED title",
            "BECAME_REQUIRED title",
            "ADDED old");
  }

  @Test
  void aStructThatComesIsToldOnceAndItsPartsAreFollowed() {
    var before = new Schema(optional(1, "a", StructType.of(optional(2, "x", IntegerType.get()))));
    var after =
        new Schema(
            optional(1, "a", StructType.of(optional(2, "y", IntegerType.get()))),
            optional(3, "b", StructType.of(optional(4, "z", IntegerType.get()))));
    assertThat(kinds(before, after)).containsExactly("RENAMED a.y", "ADDED b");
    assertThat(SchemaChange.between(before, after).get(1).after()).contains("struct<z: int>");
  }

  @Test
  void anotherKeyIsAChange() {
    var columns = List.of(required(1, "id", LongType.get()));
    var change = SchemaChange.between(new Schema(columns), new Schema(columns, Set.of(1)));
    assertThat(change)
        .hasSize(1)
        .first()
        .extracting(SchemaChange::kind)
        .isEqualTo(Kind.KEY_CHANGED);
    assertThat(SchemaChange.between(new Schema(columns), new Schema(columns))).isEmpty();
  }

  private static List<String> kinds(Schema before, Schema after) {
    return SchemaChange.between(before, after).stream()
        .map(c -> c.kind() + " " + c.column())
        .toList();
  }
}
