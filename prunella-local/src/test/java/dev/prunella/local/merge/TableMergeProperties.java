package dev.prunella.local.merge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.local.merge.TableMergeResult.Conflicted;
import dev.prunella.local.merge.TableMergeResult.Merged;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/**
 * Random changes on both sides: a merge that is made equals the model's, and is made where it can
 * be.
 */
class TableMergeProperties {
  private static final int BASE_ROWS = 12;
  private static final int MIN_TRIES = 10;

  /** What a writer may do. */
  enum Kind {
    APPEND,
    DELETE_BY_POSITION,
    DELETE_BY_EQUALITY,
    UPSERT,
    COPY_ON_WRITE,
    COMPACT,
    ADD_COLUMN,
    RENAME_COLUMN,
    PARTITION;

    boolean isRowLevel() {
      return compareTo(UPSERT) <= 0;
    }
  }

  /**
   * One change of one side.
   *
   * @param stray whether it leaves its side's own half of the keys, so that it may meet the other
   *     side's changes
   */
  record Change(Kind kind, int key, boolean stray) {}

  record Script(
      int version,
      boolean keyed,
      boolean partitioned,
      List<Change> base,
      List<Change> ours,
      List<Change> theirs) {}

  /** Real tables take their time: as many tries as fit, so that a busy machine is not a failure. */
  private static final Duration TIME_BOX =
      Duration.ofSeconds(Long.getLong("prunella.merge.seconds", 15));

  private long startedNanos;
  private int tries;
  private int mergeable;
  private int made;

  @BeforeProperty
  void startTheClock() {
    startedNanos = System.nanoTime();
  }

  @Property(tries = 2000, edgeCases = EdgeCasesMode.NONE)
  void mergeLosesNoRowAndDoublesNone(@ForAll("scripts") Script script) throws IOException {
    if (tries >= MIN_TRIES && System.nanoTime() - startedNanos > TIME_BOX.toNanos()) {
      return;
    }
    Path folder = Files.createTempDirectory("merge");
    try {
      check(script, folder);
    } finally {
      try (var files = Files.walk(folder)) {
        for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }

  /**
   * A merge that always conflicts would satisfy the property above. Usually three quarters are
   * made.
   */
  @AfterProperty
  void manyMergesThatTheModelMakesAreMade() {
    System.out.println(
        "table merge: " + tries + " tries, the model merges " + mergeable + ", made " + made);
    assertThat(tries).isGreaterThanOrEqualTo(MIN_TRIES);
    assertThat(mergeable).isGreaterThan(tries / 3);
    assertThat(made).as("of %d that the model merges", mergeable).isGreaterThan(mergeable / 4);
  }

  private void check(Script script, Path folder) {
    Schema schema = script.keyed() ? Side.KEYED : Side.KEYLESS;
    var io = new LocalFiles();
    Side base =
        Side.create(
            io,
            folder,
            script.version(),
            schema,
            script.partitioned() ? Side.byGroup(schema) : PartitionSpec.unpartitioned());
    for (int first = 0; first < BASE_ROWS; first += 4) {
      int from = first;
      base.append(
          IntStream.range(from, from + 4)
              .mapToObj(id -> base.row(id, group(id), "v"))
              .toArray(Record[]::new));
    }
    new Writer(base, "base", 0, 300).apply(script.base());
    Side ours = base.branch();
    new Writer(ours, "ours", 0, 200).apply(script.ours());
    Side theirs = base.branch();
    new Writer(theirs, "theirs", 1, 200).apply(script.theirs());

    Optional<List<Map<Integer, Object>>> expected =
        script.keyed()
            ? MergeModel.keyed(base.rows(), ours.rows(), theirs.rows())
            : MergeModel.keyless(base.rows(), ours.rows(), theirs.rows());
    var result =
        new TableMerge(io, Clock.systemUTC(), MergeLimits.defaults())
            .merge(base.metadata(), ours.metadata(), theirs.metadata());

    tries++;
    mergeable += expected.isPresent() ? 1 : 0;
    switch (result) {
      case Merged merged -> {
        made++;
        assertThat(expected).as("the model's merge").isPresent();
        assertThat(base.of(merged.metadata()).rows())
            .containsExactlyInAnyOrderElementsOf(expected.orElseThrow());
      }
      case Conflicted conflicted ->
          assertThat(mustMerge(script) && expected.isPresent())
              .as("needless: %s", conflicted.conflicts())
              .isFalse();
    }
  }

  /** Row-level changes of different keys, appends, and nothing else: no reason not to merge. */
  private static boolean mustMerge(Script script) {
    var all = new ArrayList<>(script.ours());
    all.addAll(script.theirs());
    return all.stream().allMatch(change -> change.kind() == Kind.APPEND)
        || (script.keyed() && all.stream().allMatch(change -> change.kind().isRowLevel()));
  }

  private static String group(long id) {
    return id % 2 == 0 ? "even" : "odd";
  }

  /**
   * Carries out changes on one side; keys of its own half have its parity, so that halves are
   * partitions too.
   */
  private static final class Writer {
    private final Side side;
    private final String name;
    private final int parity;
    private final int firstNewKey;
    private int count;

    Writer(Side side, String name, int parity, int firstNewKey) {
      this.side = side;
      this.name = name;
      this.parity = parity;
      this.firstNewKey = firstNewKey;
    }

    void apply(List<Change> changes) {
      changes.forEach(this::apply);
    }

    private void apply(Change change) {
      count++;
      long id = change.key() * 2L + (change.stray() ? 1 - parity : parity);
      switch (change.kind()) {
        case APPEND -> {
          long fresh = change.stray() ? 100 + change.key() : firstNewKey + count * 2L + parity;
          if (!change.stray() || !side.ids().contains(fresh)) {
            side.append(row(fresh));
          }
        }
        case DELETE_BY_POSITION -> side.deletePositions(Side.id(id));
        case DELETE_BY_EQUALITY -> deleteByEquality(id);
        case UPSERT -> {
          if (side.metadata().specs().size() > 1) {
            side.deletePositions(Side.id(id)).append(row(id));
          } else {
            side.upsert(row(id));
          }
        }
        case COPY_ON_WRITE -> side.update(Side.id(id), old -> row(id));
        case COMPACT -> {
          var files = side.tasks().stream().map(task -> task.file().location()).sorted().toList();
          side.compact(file -> files.indexOf(file.location()) % 3 == change.key() % 3);
        }
        case ADD_COLUMN -> {
          String column = change.stray() ? "shared" : name + count;
          if (side.metadata().schema().findField(column) == null) {
            side.table().updateSchema().addColumn(column, Types.StringType.get()).commit();
          }
        }
        case RENAME_COLUMN -> {
          NestedField column = side.metadata().schema().columns().getLast();
          side.table()
              .updateSchema()
              .renameColumn(column.name(), name + "_renamed" + count)
              .commit();
        }
        case PARTITION -> {
          if (side.metadata().spec().isPartitioned()) {
            side.table().updateSpec().removeField("grp").commit();
          } else {
            side.table().updateSpec().addField("grp").commit();
          }
        }
      }
    }

    /**
     * An equality delete reaches only files of its own partition spec, so after a change of specs
     * it would leave doubles.
     */
    private void deleteByEquality(long id) {
      if (side.metadata().specs().size() > 1) {
        side.deletePositions(Side.id(id));
      } else {
        side.deleteEqual("id", row(id));
      }
    }

    private Record row(long id) {
      var values = new HashMap<String, Object>();
      side.metadata().schema().columns().forEach(column -> values.put(column.name(), name + count));
      values.put("id", id);
      values.put("grp", group(id));
      return side.row(values);
    }
  }

  @Provide
  Arbitrary<Script> scripts() {
    return Combinators.combine(
            Arbitraries.of(2, 3),
            Arbitraries.of(true, true, false),
            Arbitraries.of(true, false),
            changes(true).list().ofMaxSize(1),
            changes(false).list().ofMinSize(1).ofMaxSize(3),
            changes(false).list().ofMinSize(1).ofMaxSize(3))
        .as(Script::new);
  }

  private static Arbitrary<Change> changes(boolean rowsOnly) {
    Arbitrary<Kind> kinds =
        Arbitraries.frequencyOf(
            Tuple.of(rowsOnly ? 1 : 3, Arbitraries.of(Kind.APPEND)),
            Tuple.of(
                6, Arbitraries.of(Kind.DELETE_BY_POSITION, Kind.DELETE_BY_EQUALITY, Kind.UPSERT)),
            Tuple.of(2, Arbitraries.of(Kind.COPY_ON_WRITE, Kind.COMPACT)),
            Tuple.of(
                1,
                rowsOnly
                    ? Arbitraries.of(Kind.APPEND)
                    : Arbitraries.of(Kind.ADD_COLUMN, Kind.RENAME_COLUMN, Kind.PARTITION)));
    Arbitrary<Boolean> stray = Arbitraries.frequency(Tuple.of(5, false), Tuple.of(1, true));
    return Combinators.combine(kinds, Arbitraries.integers().between(0, BASE_ROWS / 2 - 1), stray)
        .as(Change::new);
  }
}
