package dev.prunella.bench.crash;

import dev.prunella.local.iceberg.LakeCatalog;
import dev.prunella.local.iceberg.LakeCatalogs;
import dev.prunella.refs.Advance;
import dev.prunella.refs.CommitInfo;
import dev.prunella.refs.Lake;
import dev.prunella.refs.LakeException;
import dev.prunella.refs.Limits;
import dev.prunella.refs.MergeResult;
import dev.prunella.refs.Publication;
import dev.prunella.refs.RefStore;
import dev.prunella.refs.TableMerger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.types.Types;

/**
 * The work that is interrupted: each attempt adds one file to each of five tables on a branch, and
 * publishes the five together. What a reader must see: the same attempts in all five, each once.
 */
final class FiveTables {
  private static final List<TableIdentifier> TABLES =
      IntStream.range(0, 5).mapToObj(i -> TableIdentifier.of("t" + i)).toList();
  private static final TableIdentifier SIDE = TableIdentifier.of("side");
  private static final Schema SCHEMA =
      new Schema(Types.NestedField.optional(1, "n", Types.LongType.get()));
  private static final TableMerger NEVER =
      (key, base, ours, theirs) -> new TableMerger.Outcome.Conflicting(List.of());

  private final LakeCatalogs catalogs;
  private final Lake lake;

  FiveTables(RefStore store, FileIO io, Path warehouse) {
    this.lake = new Lake(store, Clock.systemUTC(), Limits.DEFAULT);
    this.catalogs = new LakeCatalogs(lake, io, warehouse.toString());
  }

  /** Makes what is not there yet; a crash may come between any two. */
  void init() {
    lake.init();
    var main = catalogs.branch("main", "crash test");
    for (var table : TABLES) {
      if (!main.tableExists(table)) {
        main.createTable(table, SCHEMA);
      }
    }
    if (!main.tableExists(SIDE)) {
      main.createTable(SIDE, SCHEMA);
    }
  }

  /** One attempt; that it returns is the acknowledgement. */
  void publish(int attempt) {
    var name = "attempt/" + attempt;
    lake.createBranch(name, lake.head("main"), "crash test");
    var branch = catalogs.branch(name, "crash test");
    for (var table : TABLES) {
      append(branch, table, attempt);
    }
    switch (attempt % 3) {
      case 0 -> advance(name);
      case 1 -> merge(name);
      default -> {
        // Somebody else's change comes between, so that the merge has to combine.
        append(catalogs.branch("main", "somebody else"), SIDE, attempt);
        merge(name);
      }
    }
    lake.delete(name, "crash test");
  }

  /** What a careless writer would do: straight to main, table by table, so many of the five. */
  void publishOneByOne(int attempt, int tables) {
    var main = catalogs.branch("main", "careless");
    TABLES.subList(0, tables).forEach(table -> append(main, table, attempt));
  }

  private void advance(String name) {
    var result =
        lake.advance(
            "main",
            lake.head("main").id(),
            lake.head(name).id(),
            Optional.empty(),
            Publication.Attested.VERIFIED,
            "crash test",
            name);
    if (!(result instanceof Advance.Published)) {
      throw new IllegalStateException("not published: " + result);
    }
  }

  private void merge(String name) {
    var result = lake.merge(name, "main", NEVER, CommitInfo.by("crash test", name));
    if (!(result instanceof MergeResult.Merged)) {
      throw new IllegalStateException("not merged: " + result);
    }
  }

  private static void append(LakeCatalog catalog, TableIdentifier name, int attempt) {
    Table table = catalog.loadTable(name);
    byte[] content = content(name, attempt);
    var file =
        table
            .io()
            .newOutputFile(table.locationProvider().newDataLocation(UUID.randomUUID() + ".data"));
    try (var out = file.create()) {
      out.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    table
        .newAppend()
        .appendFile(
            DataFiles.builder(PartitionSpec.unpartitioned())
                .withPath(file.location())
                .withFormat(FileFormat.PARQUET)
                .withFileSizeInBytes(content.length)
                .withRecordCount(attempt)
                .build())
        .commit();
  }

  private static byte[] content(TableIdentifier table, int attempt) {
    return (table + " " + attempt + " ").repeat(20).getBytes(StandardCharsets.UTF_8);
  }

  /** What a reader sees at one commit of main. */
  record Seen(Set<Integer> attempts, List<String> faults) {}

  /** Reads everything that main reaches, files and all. */
  Seen look() {
    var faults = new ArrayList<String>();
    var main = catalogs.at(lake.head("main").id().hex());
    var first = new TreeSet<Integer>();
    for (var table : TABLES) {
      var attempts = attempts(main, table, faults);
      if (table.equals(TABLES.getFirst())) {
        first.addAll(attempts);
      } else if (!attempts.equals(first)) {
        faults.add(
            "partial: " + table + " holds " + attempts + ", " + TABLES.getFirst() + " " + first);
      }
    }
    return new Seen(first, faults);
  }

  private static Set<Integer> attempts(
      LakeCatalog catalog, TableIdentifier name, List<String> faults) {
    var attempts = new TreeSet<Integer>();
    try {
      var table = catalog.loadTable(name);
      try (var files = table.newScan().planFiles()) {
        for (var task : files) {
          int attempt = Math.toIntExact(task.file().recordCount());
          if (!attempts.add(attempt)) {
            faults.add("double: " + name + " holds attempt " + attempt + " twice");
          }
          try (var in = table.io().newInputFile(task.file().location()).newStream()) {
            if (!Arrays.equals(in.readAllBytes(), content(name, attempt))) {
              faults.add("unreadable: " + task.file().location() + " has other bytes");
            }
          }
        }
      }
    } catch (LakeException | UncheckedIOException | IOException e) {
      faults.add("unreadable: " + name + ": " + e);
    }
    return attempts;
  }
}
