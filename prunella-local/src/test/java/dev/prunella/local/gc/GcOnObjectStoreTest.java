package dev.prunella.local.gc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.local.iceberg.LakeCatalogs;
import dev.prunella.refs.Lake;
import dev.prunella.refs.Limits;
import dev.prunella.refs.MemoryRefStore;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;

class GcOnObjectStoreTest {
  private final SettableClock clock = new SettableClock();
  private final MemoryRefStore store = new MemoryRefStore();
  private final BucketFiles bucket = new BucketFiles(clock);

  @Test
  void bucketIsListedByPrefixAndCleanedInBulkThoughTheFirstBulksFail() {
    var lake = new Lake(store, clock, Limits.DEFAULT);
    lake.init();
    var main = new LakeCatalogs(lake, bucket, "s3://bucket/lake").branch("main");
    main.createNamespace(Namespace.of("sales"));
    var table =
        main.createTable(
            TableIdentifier.of("sales", "orders"),
            new Schema(Types.NestedField.required(1, "id", Types.LongType.get())));
    var needed = data(table.location());
    append(table, needed.replace("s3://", "s3a://"));
    var garbage = java.util.stream.Stream.generate(() -> data(table.location())).limit(9).toList();
    var neighbour = data("s3://bucket/lake-of-others/t");
    clock.forward(Duration.ofDays(30));
    bucket.failNextBulkDeletes(2);

    var gc =
        new GarbageCollection(
            store, bucket, "s3a://bucket/lake/", clock, World.OPTIONS, Optional.empty());
    var misspelt = org.assertj.core.api.Assertions.catchThrowable(() -> gc.run(GcProgress.SILENT));
    assertThat(misspelt).hasMessageContaining("does not show");

    var report =
        new GarbageCollection(
                store, bucket, "s3://bucket/lake", clock, World.OPTIONS, Optional.empty())
            .run(GcProgress.SILENT);

    assertThat(report)
        .isInstanceOfSatisfying(
            GcResult.Collected.class,
            c -> assertThat(c.report().total()).isEqualTo(new GcReport.Count(9, 36)));
    assertThat(garbage).noneMatch(bucket::has);
    assertThat(bucket.has(needed)).isTrue();
    assertThat(bucket.has(neighbour)).isTrue();
  }

  private String data(String directory) {
    var location = directory + "/data/" + UUID.randomUUID() + ".parquet";
    bucket.newOutputFile(location);
    return location;
  }

  private static void append(Table table, String location) {
    table
        .newAppend()
        .appendFile(
            DataFiles.builder(table.spec())
                .withPath(location)
                .withFileSizeInBytes(4)
                .withRecordCount(1)
                .build())
        .commit();
  }
}
