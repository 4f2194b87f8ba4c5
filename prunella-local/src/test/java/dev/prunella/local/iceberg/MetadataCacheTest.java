package dev.prunella.local.iceberg;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;

class MetadataCacheTest {
  private static final TableMetadata METADATA =
      TableMetadata.newTableMetadata(
          new Schema(Types.NestedField.optional(1, "id", Types.LongType.get())),
          PartitionSpec.unpartitioned(),
          "file:/lake/t",
          Map.of());

  private final List<String> read = new ArrayList<>();

  private void get(MetadataCache cache, String location) {
    cache.get(
        location,
        () -> {
          read.add(location);
          return METADATA;
        });
  }

  @Test
  void whatWasUsedLongestAgoMakesRoom() {
    var cache = new MetadataCache(20);
    get(cache, "a");
    get(cache, "b");
    get(cache, "a");
    get(cache, "c");
    get(cache, "a");
    assertThat(read).containsExactly("a", "b", "c");
    get(cache, "b");
    assertThat(read).containsExactly("a", "b", "c", "b");
  }

  @Test
  void whatIsTooLargeIsReadEachTime() {
    var cache = new MetadataCache(9);
    get(cache, "a");
    get(cache, "a");
    assertThat(read).containsExactly("a", "a");
  }
}
