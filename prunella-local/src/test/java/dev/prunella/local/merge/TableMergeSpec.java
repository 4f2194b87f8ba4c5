package dev.prunella.local.merge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.local.merge.TableMergeResult.Conflicted;
import dev.prunella.local.merge.TableMergeResult.Merged;
import dev.prunella.refs.TableConflict;
import dev.prunella.refs.TableConflict.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.iceberg.PartitionSpec;
import org.junit.jupiter.api.io.TempDir;

/** What the tests of the table merge share. */
abstract class TableMergeSpec {
  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  final LocalFiles io = new LocalFiles();

  Side keyed(int version) {
    return Side.create(io, folder, version, Side.KEYED, PartitionSpec.unpartitioned());
  }

  Side keyless(int version) {
    return Side.create(io, folder, version, Side.KEYLESS, PartitionSpec.unpartitioned());
  }

  Side keylessByGroup(int version) {
    return Side.create(io, folder, version, Side.KEYLESS, Side.byGroup(Side.KEYLESS));
  }

  /** Ten rows 0 to 9 in two files, five each, groups 'a' and 'b'. */
  static Side tenRows(Side side) {
    for (int file = 0; file < 2; file++) {
      var rows = new org.apache.iceberg.data.Record[5];
      for (int i = 0; i < 5; i++) {
        rows[i] = side.row(file * 5L + i, file == 0 ? "a" : "b", "v" + (file * 5 + i));
      }
      side.append(rows);
    }
    return side;
  }

  TableMergeResult result(Side base, Side ours, Side theirs) {
    return new TableMerge(io, Clock.systemUTC(), MergeLimits.defaults())
        .merge(base.metadata(), ours.metadata(), theirs.metadata());
  }

  Side merged(Side base, Side ours, Side theirs) {
    return switch (result(base, ours, theirs)) {
      case Merged merged -> base.of(merged.metadata());
      case Conflicted conflicted ->
          throw new AssertionError("should have merged: " + conflicted.conflicts());
    };
  }

  /** Asserts that exactly these kinds are in the way, and that the merge left no file behind. */
  List<TableConflict> conflicts(Side base, Side ours, Side theirs, Kind... kinds) {
    Set<String> before = files();
    TableMergeResult result = result(base, ours, theirs);
    assertThat(files()).isEqualTo(before);
    return switch (result) {
      case Merged merged ->
          throw new AssertionError(
              "should conflict, has rows " + base.of(merged.metadata()).rows());
      case Conflicted conflicted -> {
        assertThat(conflicted.conflicts())
            .extracting(TableConflict::kind)
            .containsExactlyInAnyOrder(kinds);
        yield conflicted.conflicts();
      }
    };
  }

  Set<String> files() {
    try (var files = Files.walk(folder)) {
      return new TreeSet<>(files.filter(Files::isRegularFile).map(Path::toString).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
