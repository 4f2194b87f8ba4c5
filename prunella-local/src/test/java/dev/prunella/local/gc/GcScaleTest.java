package dev.prunella.local.gc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.local.iceberg.LocalFileIO;
import dev.prunella.refs.Change;
import dev.prunella.refs.CommitInfo;
import dev.prunella.refs.Entry;
import dev.prunella.refs.EntryKey;
import dev.prunella.refs.Lake;
import dev.prunella.refs.Limits;
import dev.prunella.refs.MemoryRefStore;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.LocationProviders;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Measures a collection; run by {@code -Dprunella.gc.tables=10000}. */
@EnabledIfSystemProperty(named = "prunella.gc.tables", matches = "[0-9]+")
class GcScaleTest {
  private static final int COMMITS_EACH = 10;
  private static final int TABLES_A_COMMIT = 100;
  private static final Schema SCHEMA =
      new Schema(Types.NestedField.required(1, "id", Types.LongType.get()));

  private record State(TableMetadata metadata, String location) {}

  @Test
  void marksManyTables(@TempDir Path directory) throws Exception {
    int tables = Integer.getInteger("prunella.gc.tables");
    var clock = new SettableClock();
    var store = new MemoryRefStore();
    var lake = new Lake(store, clock, Limits.DEFAULT);
    lake.init();
    var states = new ArrayList<Optional<State>>();
    for (int i = 0; i < tables; i++) {
      states.add(Optional.empty());
    }
    for (int round = 0; round < COMMITS_EACH; round++) {
      for (int from = 0; from < tables; from += TABLES_A_COMMIT) {
        var changes = new ArrayList<Change>();
        for (int i = from; i < Math.min(tables, from + TABLES_A_COMMIT); i++) {
          var next = next(directory, i, states.get(i));
          states.set(i, Optional.of(next));
          changes.add(
              Change.put(
                  EntryKey.relation("t" + i),
                  Optional.of(new Entry.Table(next.metadata().uuid(), next.location()))));
        }
        lake.commit("main", changes, CommitInfo.by("ann", "round " + round));
      }
    }
    clock.forward(Duration.ofDays(30));
    var gc =
        new GarbageCollection(
            store,
            new LocalFileIO(),
            directory.toString(),
            clock,
            GcOptions.DEFAULT,
            Optional.empty());

    long start = System.nanoTime();
    var steps = new java.util.EnumMap<GcProgress.Step, Long>(GcProgress.Step.class);
    var report = gc.dryRun((step, done) -> steps.put(step, System.nanoTime() - start));

    System.out.printf("%d tables: %s, %s; ended (ms): ", tables, report.marked(), report.listed());
    steps.forEach((step, nanos) -> System.out.printf("%s %d ", step, nanos / 1_000_000));
    System.out.println();
    assertThat(report.marked().metadataFiles()).isEqualTo((long) tables * COMMITS_EACH);
    assertThat(report.total().files()).isZero();
  }

  /** One append by Iceberg itself, through operations that only keep what they are given. */
  private static State next(Path root, int table, Optional<State> before) throws Exception {
    var location = root.resolve("t" + table).toString();
    var operations = new Kept(location, before.map(State::metadata));
    var data = Path.of(location, "data", UUID.randomUUID() + ".parquet");
    Files.createDirectories(data.getParent());
    Files.createDirectories(Path.of(location, "metadata"));
    Files.writeString(data, "rows");
    new BaseTable(operations, "t" + table)
        .newFastAppend()
        .appendFile(
            DataFiles.builder(operations.current().spec())
                .withPath(data.toString())
                .withFileSizeInBytes(4)
                .withRecordCount(1)
                .build())
        .commit();
    var file = Path.of(location, "metadata", "00001-" + UUID.randomUUID() + ".metadata.json");
    try (OutputStream out = Files.newOutputStream(file)) {
      out.write(
          TableMetadataParser.toJson(operations.current())
              .getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
    return new State(operations.current(), file.toString());
  }

  private static final class Kept implements TableOperations {
    private final String location;
    private TableMetadata current;

    Kept(String location, Optional<TableMetadata> current) {
      this.location = location;
      this.current =
          current.orElseGet(
              () ->
                  TableMetadata.newTableMetadata(
                      SCHEMA, PartitionSpec.unpartitioned(), location, Map.of()));
    }

    @Override
    public TableMetadata current() {
      return current;
    }

    @Override
    public TableMetadata refresh() {
      return current;
    }

    @Override
    public void commit(@Nullable TableMetadata base, TableMetadata metadata) {
      current = metadata;
    }

    @Override
    public FileIO io() {
      return new Unsynced();
    }

    @Override
    public String metadataFileLocation(String name) {
      return location + "/metadata/" + name;
    }

    @Override
    public LocationProvider locationProvider() {
      return LocationProviders.locationsFor(location, Map.of());
    }
  }

  /** Quick: this measures reading. */
  private static final class Unsynced implements FileIO {
    private final transient LocalFileIO files = new LocalFileIO();

    @Override
    public org.apache.iceberg.io.InputFile newInputFile(String location) {
      return files.newInputFile(location);
    }

    @Override
    public OutputFile newOutputFile(String location) {
      return org.apache.iceberg.Files.localOutput(location);
    }

    @Override
    public void deleteFile(String location) {
      files.deleteFile(location);
    }
  }
}
