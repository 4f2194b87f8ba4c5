package dev.prunella.refs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.refs.RefStore.RefWrite;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** The walks over the graph against a brute force that knows all ancestors of all commits. */
class HistoryTest {
  private final List<Commit> commits = new ArrayList<>();
  private final Map<CommitId, Set<CommitId>> ancestors = new HashMap<>();

  @Property(tries = 300)
  void walksAgreeWithBruteForce(
      @ForAll @IntRange(min = 1, max = 40) int size,
      @ForAll @IntRange(min = 1, max = 40) int reach,
      @ForAll @IntRange(min = 0, max = 100) int mergesPercent,
      @ForAll long seed) {
    var history = history(size, reach, mergesPercent, new Random(seed));
    for (var a : commits) {
      assertThat(history.ancestors(a.id()).map(Commit::id).toList())
          .doesNotHaveDuplicates()
          .containsExactlyInAnyOrderElementsOf(of(a));
      for (var b : commits) {
        assertThat(history.isAncestor(a.id(), b.id())).isEqualTo(of(b).contains(a.id()));
        assertThat(history.mergeBases(a.id(), b.id()).stream().map(Commit::id).toList())
            .containsExactlyInAnyOrderElementsOf(bestCommon(a, b));
      }
    }
  }

  @Property(tries = 100)
  void childrenComeBeforeParents(@ForAll @IntRange(min = 1, max = 60) int size, @ForAll long seed) {
    var history = history(size, 5, 50, new Random(seed));
    var seen = new HashSet<CommitId>();
    history
        .ancestors(commits.getLast().id())
        .forEach(
            c -> {
              assertThat(c.parents()).noneMatch(seen::contains);
              seen.add(c.id());
            });
  }

  /** New commits stand on the newest {@code reach} others; the first ones may have no parent. */
  private History history(int size, int reach, int mergesPercent, Random random) {
    commits.clear();
    ancestors.clear();
    var store = new MemoryRefStore();
    for (int i = 0; i < size; i++) {
      var parents = new ArrayList<CommitId>();
      if (i > 0 && random.nextInt(20) > 0) {
        parents.add(recent(reach, random));
        var other = recent(reach, random);
        if (random.nextInt(100) < mergesPercent && !parents.contains(other)) {
          parents.add(other);
        }
      }
      add(store, i, parents);
    }
    return new History(new ObjectReader(store, random.nextBoolean() ? 2 : 1_000));
  }

  private CommitId recent(int reach, Random random) {
    int from = Math.max(0, commits.size() - reach);
    return commits.get(from + random.nextInt(commits.size() - from)).id();
  }

  private void add(MemoryRefStore store, int number, List<CommitId> parents) {
    long generation =
        commits.stream()
                .filter(c -> parents.contains(c.id()))
                .mapToLong(Commit::generation)
                .max()
                .orElse(-1)
            + 1;
    var root = ObjectId.of(new byte[0]);
    var bytes =
        Codec.encode(
            new Commit(
                new CommitId(root),
                parents,
                root,
                Optional.empty(),
                generation,
                Instant.EPOCH,
                "a",
                "" + number));
    var id = ObjectId.of(bytes);
    store.write(
        new RefWrite(Map.of(id, bytes), List.of(), List.of(), Instant.EPOCH, "test", "test"));
    var commit = (Commit) Codec.decode(id, bytes);
    commits.add(commit);
    var all = new HashSet<CommitId>();
    all.add(commit.id());
    parents.forEach(p -> all.addAll(ancestors.getOrDefault(p, Set.of())));
    ancestors.put(commit.id(), all);
  }

  private Set<CommitId> of(Commit commit) {
    return ancestors.getOrDefault(commit.id(), Set.of());
  }

  private Set<CommitId> bestCommon(Commit a, Commit b) {
    var common = new HashSet<>(of(a));
    common.retainAll(of(b));
    var best = new HashSet<>(common);
    for (var c : commits) {
      if (common.contains(c.id())) {
        best.removeIf(other -> !other.equals(c.id()) && of(c).contains(other));
      }
    }
    return best;
  }
}
