package dev.prunella.bench.lake;

import dev.prunella.bench.Samples;
import dev.prunella.refs.Advance;
import dev.prunella.refs.Append;
import dev.prunella.refs.Appended;
import dev.prunella.refs.Lake;
import dev.prunella.refs.MergeResult;
import dev.prunella.refs.Publication;
import dev.prunella.refs.TableMerger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What branches, merges and publications cost; no data files are written here. */
final class RefTimes {
  private static final TableMerger NEVER_ASKED =
      (key, base, ours, theirs) -> {
        throw new IllegalStateException("no table is changed on both sides: " + key);
      };

  private static final int WARM_UP = 300;

  private final BenchLake bench;
  private final Lake lake;
  private final int tables;
  private final int rounds;
  private int version;

  RefTimes(BenchLake bench, int tables, int rounds) {
    this.bench = bench;
    this.lake = bench.lake;
    this.tables = tables;
    this.rounds = rounds;
  }

  Samples branchCreate() throws Exception {
    var times = new Samples();
    var head = lake.head("main");
    for (int i = 0; i < WARM_UP + 4 * rounds; i++) {
      String name = "bench/branch-" + i;
      if (i < WARM_UP) {
        lake.createBranch(name, head, "bench"); // warms up
      } else {
        times.time(() -> lake.createBranch(name, head, "bench"));
      }
    }
    for (int i = 0; i < WARM_UP + 4 * rounds; i++) {
      lake.delete("bench/branch-" + i, "bench");
    }
    return times;
  }

  /** A true three-way merge: both sides moved. */
  Samples merge(int changed) throws Exception {
    requireTables(changed + 1);
    var times = new Samples();
    for (int i = 0; i < rounds; i++) {
      String name = "bench/merge-" + changed + "-" + i;
      lake.createBranch(name, lake.head("main"), "bench");
      bench.touch(name, 0, changed, ++version);
      bench.touch("main", tables - 1, 1, ++version);
      times.time(
          () -> {
            if (!(lake.merge(name, "main", NEVER_ASKED, BenchLake.BENCH)
                instanceof MergeResult.Merged)) {
              throw new IllegalStateException("the merge was refused");
            }
          });
      lake.delete(name, "bench");
    }
    return times;
  }

  /** From a verified head to its publication: the compare-and-set of main and nothing else. */
  Samples publish(int changed) throws Exception {
    requireTables(changed);
    var times = new Samples();
    for (int i = 0; i < rounds; i++) {
      String name = "bench/publish-" + changed + "-" + i;
      var base = lake.head("main");
      lake.createBranch(name, base, "bench");
      bench.touch(name, 0, changed, ++version);
      var next = lake.head(name).id();
      times.time(
          () -> {
            var result =
                lake.advance(
                    "main",
                    base.id(),
                    next,
                    Optional.empty(),
                    Publication.Attested.VERIFIED,
                    "bench",
                    "bench");
            if (!(result instanceof Advance.Published)) {
              throw new IllegalStateException("not published: " + result);
            }
          });
      lake.delete(name, "bench");
    }
    return times;
  }

  /** One commit that changes so many tables, on a branch: tries, trie nodes and the ref. */
  Samples commit(int changed) throws Exception {
    requireTables(changed);
    lake.createBranch("bench/commit-" + changed, lake.head("main"), "bench");
    var times = new Samples();
    for (int i = 0; i < rounds; i++) {
      times.time(() -> bench.touch("bench/commit-" + changed, 0, changed, ++version));
    }
    lake.delete("bench/commit-" + changed, "bench");
    return times;
  }

  /** Appending to one journal, durably, so many entries of a usual size at once. */
  Samples append(int entries) throws Exception {
    var times = new Samples();
    var body = "{\"seen\":\"%s\"}".formatted("x".repeat(400));
    long next = 0;
    for (int i = 0; i < WARM_UP + 4 * rounds; i++) {
      var appends = new ArrayList<Append>();
      for (int n = 0; n < entries; n++) {
        appends.add(new Append("bench/append-" + entries, next++, "seen", body));
      }
      if (i < WARM_UP) {
        append(appends); // warms up
      } else {
        times.time(() -> append(appends));
      }
    }
    return times;
  }

  private void append(List<Append> appends) {
    var result = lake.append("bench", appends);
    if (!(result instanceof Appended.Written)) {
      throw new IllegalStateException("not appended: " + result);
    }
  }

  private void requireTables(int needed) {
    if (tables < needed) {
      throw new IllegalArgumentException("--tables must be at least " + needed);
    }
  }

  Map<String, Object> report() throws Exception {
    var out = new LinkedHashMap<String, Object>();
    out.put("branch_create", branchCreate().summary());
    for (int changed : new int[] {1, 10, 100}) {
      out.put("commit_" + changed, commit(changed).summary());
    }
    for (int changed : new int[] {1, 10, 100}) {
      out.put("merge_" + changed, merge(changed).summary());
    }
    for (int changed : new int[] {1, 100}) {
      out.put("publish_" + changed, publish(changed).summary());
    }
    for (int entries : new int[] {1, 100}) {
      out.put("append_" + entries, append(entries).summary());
    }
    return out;
  }
}
