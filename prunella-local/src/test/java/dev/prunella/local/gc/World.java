package dev.prunella.local.gc;

import dev.prunella.local.iceberg.LakeCatalogs;
import dev.prunella.local.iceberg.LocalFileIO;
import dev.prunella.refs.Commit;
import dev.prunella.refs.CommitId;
import dev.prunella.refs.Entry;
import dev.prunella.refs.Lake;
import dev.prunella.refs.Limits;
import dev.prunella.refs.MemoryRefStore;
import dev.prunella.refs.ObjectId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileMetadata;
import org.apache.iceberg.GenericStatisticsFile;
import org.apache.iceberg.ManifestContent;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Types;

/** A lake with tables in a directory, a clock to turn, and a naive idea of what is needed. */
final class World {
  static final Duration RETENTION = Duration.ofDays(7);
  static final GcOptions OPTIONS =
      new GcOptions(
          RETENTION, Duration.ofDays(3), Duration.ofMinutes(5), Duration.ofHours(1), 3, 2);
  private static final Namespace SALES = Namespace.of("sales");
  private static final Schema SCHEMA =
      new Schema(Types.NestedField.required(1, "id", Types.LongType.get()));

  final SettableClock clock = new SettableClock();
  final MemoryRefStore store = new MemoryRefStore();
  final Lake lake = new Lake(store, clock, new Limits(200, 100_000, RETENTION));
  final Path directory;
  final WorldFiles io = new WorldFiles(clock, Crash.never());
  final LakeCatalogs catalogs;

  World(Path directory) {
    this.directory = directory;
    lake.init();
    catalogs = new LakeCatalogs(lake, io, directory.toString());
    catalogs.branch("main").createNamespace(SALES);
  }

  Table create(String branch, String table) {
    return create(branch, table, Map.of());
  }

  Table create(String branch, String table, Map<String, String> properties) {
    return catalogs
        .branch(branch)
        .createTable(name(table), SCHEMA, PartitionSpec.unpartitioned(), properties);
  }

  Table create(String branch, String table, Path location) {
    return catalogs
        .branch(branch)
        .buildTable(name(table), SCHEMA)
        .withLocation(location.toString())
        .create();
  }

  Table table(String branch, String table) {
    return catalogs.branch(branch).loadTable(name(table));
  }

  void drop(String branch, String table) {
    catalogs.branch(branch).dropTable(name(table));
  }

  boolean has(String branch, String table) {
    return catalogs.branch(branch).tableExists(name(table));
  }

  DataFile append(String branch, String table) {
    var to = table(branch, table);
    var file = dataFile(to);
    to.newAppend().appendFile(file).commit();
    return file;
  }

  DataFile dataFile(Table table) {
    var location = write(Path.of(table.location(), "data", UUID.randomUUID() + ".parquet"));
    return DataFiles.builder(table.spec())
        .withPath(location.toString())
        .withFileSizeInBytes(4)
        .withRecordCount(1)
        .build();
  }

  /** Removes a data file from the table; earlier snapshots keep it. */
  void remove(String branch, String table, DataFile file) {
    table(branch, table).newDelete().deleteFile(file).commit();
  }

  Path deleteRows(String branch, String table) {
    var from = table(branch, table);
    var path = write(Path.of(from.location(), "data", UUID.randomUUID() + "-deletes.parquet"));
    from.newRowDelta()
        .addDeletes(
            FileMetadata.deleteFileBuilder(from.spec())
                .ofEqualityDeletes(1)
                .withPath(path.toString())
                .withFileSizeInBytes(4)
                .withRecordCount(1)
                .build())
        .commit();
    return path;
  }

  Path setStatistics(String branch, String table) {
    var of = table(branch, table);
    var path = write(Path.of(of.location(), "metadata", UUID.randomUUID() + ".stats"));
    of.updateStatistics()
        .setStatistics(
            new GenericStatisticsFile(
                of.currentSnapshot().snapshotId(), path.toString(), 4, 4, List.of()))
        .commit();
    return path;
  }

  void branch(String name, String at) {
    lake.createBranch(name, lake.resolve(at), "ann");
  }

  /** Writes a small file as of the clock. */
  Path write(Path path) {
    try {
      Files.createDirectories(path.getParent());
      Files.writeString(path, "rows");
      Files.setLastModifiedTime(path, FileTime.from(clock.instant()));
      return path;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  GarbageCollection gc() {
    return gc(OPTIONS);
  }

  GarbageCollection gc(GcOptions options) {
    return new GarbageCollection(store, io, directory.toString(), clock, options, Optional.empty());
  }

  GcReport collect() {
    return collect(OPTIONS);
  }

  GcReport collect(GcOptions options) {
    return ((GcResult.Collected) gc(options).run(GcProgress.SILENT)).report();
  }

  /** Every file below the warehouse. */
  Set<Path> files() {
    if (!Files.exists(directory)) {
      return Set.of();
    }
    try (var walk = Files.walk(directory)) {
      return new TreeSet<>(walk.filter(Files::isRegularFile).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Set<ObjectId> objects() {
    var all = new HashSet<ObjectId>();
    store.visitObjects(all::add);
    return all;
  }

  /** What is needed, found the slow way. */
  record Needed(Set<Path> files, Set<ObjectId> objects) {}

  Needed needed() {
    return needed(lake, clock.instant().minus(RETENTION).minus(OPTIONS.margin()));
  }

  static Needed needed(Lake lake, Instant since) {
    var heads = new HashSet<>(lake.store().refs().stream().map(r -> r.head()).toList());
    for (var move : lake.store().movesSince(since)) {
      move.from().ifPresent(heads::add);
      move.to().ifPresent(heads::add);
    }
    return neededFrom(lake, heads);
  }

  static Needed neededFrom(Lake lake, Set<CommitId> heads) {
    var files = new TreeSet<Path>();
    var objects = new HashSet<ObjectId>();
    for (var head : heads) {
      for (var commit : (Iterable<Commit>) lake.ancestors(head)::iterator) {
        if (objects.add(commit.id().object())) {
          lake.visitObjects(
              commit,
              id -> {
                objects.add(id);
                return true;
              });
          lake.entries(commit, (key, entry) -> addFiles(entry, files));
        }
      }
    }
    return new Needed(files, objects);
  }

  private static void addFiles(Entry entry, Set<Path> files) {
    switch (entry) {
      case Entry.Namespace _ -> {}
      case Entry.View(var _, var location) -> files.add(LocalFileIO.pathOf(location));
      case Entry.Table(var _, var location) -> {
        if (!files.add(LocalFileIO.pathOf(location))) {
          return;
        }
        var io = new LocalFileIO();
        var metadata = TableMetadataParser.read(io, location);
        metadata.statisticsFiles().forEach(f -> files.add(LocalFileIO.pathOf(f.path())));
        for (var snapshot : metadata.snapshots()) {
          if (!files.add(LocalFileIO.pathOf(snapshot.manifestListLocation()))) {
            continue;
          }
          for (var manifest : snapshot.allManifests(io)) {
            if (!files.add(LocalFileIO.pathOf(manifest.path()))) {
              continue;
            }
            try (var entries =
                manifest.content() == ManifestContent.DATA
                    ? ManifestFiles.read(manifest, io, metadata.specsById())
                    : ManifestFiles.readDeleteManifest(manifest, io, metadata.specsById())) {
              entries.forEach(f -> files.add(LocalFileIO.pathOf(f.location())));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
        }
      }
    }
  }

  private static TableIdentifier name(String table) {
    return TableIdentifier.of(SALES, table);
  }
}
