package dev.prunella.refs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

/**
 * Merges against a naive model: tables are followed by their own ids, whatever they are called, and
 * each holds a set of edits. Nothing may be lost, doubled, or left without its namespace.
 */
class MergeModelTest {
  private static final TableMerger UNION =
      (key, base, ours, theirs) -> {
        var edits = edits(ours.metadataLocation());
        edits.addAll(edits(theirs.metadataLocation()));
        return new TableMerger.Outcome.Merged(
            new Entry.Table(base.uuid(), String.join(",", edits)));
      };

  private Lake lake = newLake();
  private Random random = new Random(0);
  private int made;

  /** A table as the model sees it. */
  private record Seen(EntryKey name, Set<String> edits) {}

  @Property(tries = 2000)
  void mergeIsThreeWayByTable(
      @ForAll @IntRange(max = 12) int before,
      @ForAll @IntRange(max = 6) int here,
      @ForAll @IntRange(max = 6) int there,
      @ForAll long seed) {
    random = new Random(seed);
    lake = newLake();
    work("main", before);
    lake.createBranch("b", lake.head("main"), "test");
    var base = all("main");
    work("b", here);
    work("main", there);
    var ours = all("b");
    var theirs = all("main");

    switch (lake.merge("b", "main", UNION, CommitInfo.by("test", "merge"))) {
      case MergeResult.Merged _, MergeResult.UpToDate _ ->
          assertThreeWay(base, ours, theirs, all("main"));
      case MergeResult.Conflicted(var conflicts) -> {
        assertThat(all("main")).isEqualTo(theirs);
        assertThat(conflicts).isNotEmpty();
        assertThat(changed(base, ours)).as("both sides did something").isNotEmpty();
        assertThat(changed(base, theirs)).as("both sides did something").isNotEmpty();
      }
      case MergeResult.Unknown(var _, var reason) -> throw new AssertionError(reason);
    }
  }

  @Property(tries = 150)
  void crosswiseMergesOfDifferentTablesNeverConflict(
      @ForAll @IntRange(min = 1, max = 30) int steps, @ForAll long seed) {
    random = new Random(seed);
    lake = newLake();
    for (int i = 0; i < 8; i++) {
      put("main", EntryKey.relation("t" + i), "t" + i, Set.of());
    }
    lake.createBranch("b", lake.head("main"), "test");
    for (int i = 0; i < steps; i++) {
      boolean here = random.nextBoolean();
      if (random.nextInt(3) > 0) {
        // The one side edits even tables only, the other odd ones.
        int table = 2 * random.nextInt(4) + (here ? 1 : 0);
        edit(here ? "b" : "main", EntryKey.relation("t" + table));
      } else {
        assertUnionOfEdits(here ? "main" : "b", here ? "b" : "main", false);
      }
    }
  }

  @Property(tries = 150)
  void crosswiseMergesOfTheSameTablesLoseAndDoubleNothing(
      @ForAll @IntRange(min = 1, max = 30) int steps, @ForAll long seed) {
    random = new Random(seed);
    lake = newLake();
    for (int i = 0; i < 4; i++) {
      put("main", EntryKey.relation("t" + i), "t" + i, Set.of());
    }
    var branches = List.of("main", "b", "c");
    lake.createBranch("b", lake.head("main"), "test");
    lake.createBranch("c", lake.head("main"), "test");
    for (int i = 0; i < steps; i++) {
      var one = branches.get(random.nextInt(3));
      var other = branches.get(random.nextInt(3));
      if (one.equals(other)) {
        edit(one, EntryKey.relation("t" + random.nextInt(4)));
      } else {
        assertUnionOfEdits(one, other, true);
      }
    }
  }

  private void assertUnionOfEdits(String from, String into, boolean mayConflict) {
    var ours = tables(all(from));
    var theirs = tables(all(into));
    var result = lake.merge(from, into, UNION, CommitInfo.by("test", "merge"));
    if (mayConflict && result instanceof MergeResult.Conflicted(var conflicts)) {
      assertThat(conflicts)
          .allMatch(c -> c.kind() == EntryConflict.Kind.AMBIGUOUS_BASE, "only ambiguous ones");
      assertThat(tables(all(into))).isEqualTo(theirs);
      return;
    }
    assertThat(result).isInstanceOfAny(MergeResult.Merged.class, MergeResult.UpToDate.class);
    tables(all(into))
        .forEach(
            (uuid, seen) -> {
              var union = new TreeSet<>(Objects.requireNonNull(ours.get(uuid)).edits());
              union.addAll(Objects.requireNonNull(theirs.get(uuid)).edits());
              assertThat(seen.edits()).as(uuid).isEqualTo(union);
            });
  }

  private void assertThreeWay(
      Map<EntryKey, Entry> base,
      Map<EntryKey, Entry> ours,
      Map<EntryKey, Entry> theirs,
      Map<EntryKey, Entry> merged) {
    var b = tables(base);
    var o = tables(ours);
    var t = tables(theirs);
    var m = tables(merged);
    var uuids = new HashSet<>(b.keySet());
    uuids.addAll(o.keySet());
    uuids.addAll(t.keySet());
    assertThat(uuids).containsAll(m.keySet());
    for (var uuid : uuids) {
      assertThat(m.get(uuid)).as(uuid).isEqualTo(threeWay(b.get(uuid), o.get(uuid), t.get(uuid)));
    }
    merged.keySet().stream()
        .filter(key -> !key.parent().isEmpty())
        .forEach(key -> assertThat(merged).containsKey(EntryKey.namespace(key.parent())));
    for (var key : merged.keySet()) {
      assertThat(ours.containsKey(key) || theirs.containsKey(key)).as("%s", key).isTrue();
    }
    assertNamespaces(base, ours, theirs, merged);
  }

  private static void assertNamespaces(
      Map<EntryKey, Entry> base,
      Map<EntryKey, Entry> ours,
      Map<EntryKey, Entry> theirs,
      Map<EntryKey, Entry> merged) {
    for (var key : merged.keySet()) {
      if (key.kind() == EntryKey.Kind.NAMESPACE) {
        for (var name : List.of("p0", "p1", "p2")) {
          var was = property(base, key, name);
          var want =
              Objects.equals(property(ours, key, name), was)
                  ? property(theirs, key, name)
                  : property(ours, key, name);
          if (ours.containsKey(key) && theirs.containsKey(key)) {
            assertThat(property(merged, key, name)).as("%s %s", key, name).isEqualTo(want);
          }
        }
      }
    }
  }

  private static @Nullable String property(
      Map<EntryKey, Entry> in, EntryKey namespace, String name) {
    return in.get(namespace) instanceof Entry.Namespace(var properties)
        ? properties.get(name)
        : null;
  }

  private static @Nullable Seen threeWay(
      @Nullable Seen base, @Nullable Seen ours, @Nullable Seen theirs) {
    if (Objects.equals(base, ours)) {
      return theirs;
    }
    if (Objects.equals(base, theirs) || Objects.equals(ours, theirs)) {
      return ours;
    }
    if (base == null || ours == null || theirs == null) {
      throw new AssertionError("merged although one side dropped what the other changed");
    }
    if (!ours.name().equals(base.name()) && !theirs.name().equals(base.name())) {
      assertThat(ours.name()).isEqualTo(theirs.name());
    }
    var edits = new TreeSet<>(ours.edits());
    edits.addAll(theirs.edits());
    return new Seen(ours.name().equals(base.name()) ? theirs.name() : ours.name(), edits);
  }

  // ---- a person at work on a branch

  private void work(String branch, int steps) {
    for (int i = 0; i < steps; i++) {
      var now = all(branch);
      var relations =
          now.keySet().stream().filter(k -> k.kind() == EntryKey.Kind.RELATION).toList();
      switch (random.nextInt(9)) {
        case 0 -> makeNamespace(branch, now);
        case 1 -> dropNamespace(branch, now);
        case 2 -> setProperty(branch, now);
        case 3, 4 -> {
          var name = freeName(now);
          // Two people may well think of the same name, hardly of the same id.
          name.ifPresent(n -> put(branch, n, "u" + made++, Set.of("e" + made++)));
        }
        case 5 -> any(relations).ifPresent(r -> remove(branch, r));
        case 6 -> any(relations).ifPresent(r -> rename(branch, r, now));
        default -> any(relations).ifPresent(r -> edit(branch, r));
      }
    }
  }

  private void makeNamespace(String branch, Map<EntryKey, Entry> now) {
    var name = List.of(List.of("n0"), List.of("n1"), List.of("n0", "x")).get(random.nextInt(3));
    var parent = name.subList(0, name.size() - 1);
    var key = EntryKey.namespace(name);
    if (!now.containsKey(key)
        && (parent.isEmpty() || now.containsKey(EntryKey.namespace(parent)))) {
      commit(branch, Change.put(key, Optional.of(Entry.Namespace.of(Map.of()))));
    }
  }

  private void dropNamespace(String branch, Map<EntryKey, Entry> now) {
    any(now.keySet().stream()
            .filter(k -> k.kind() == EntryKey.Kind.NAMESPACE)
            .filter(k -> now.keySet().stream().noneMatch(o -> o.isInside(k.path())))
            .toList())
        .ifPresent(k -> remove(branch, k));
  }

  private void setProperty(String branch, Map<EntryKey, Entry> now) {
    any(now.keySet().stream().filter(k -> k.kind() == EntryKey.Kind.NAMESPACE).toList())
        .ifPresent(
            key -> {
              if (now.get(key) instanceof Entry.Namespace(var properties)) {
                var next = new HashMap<>(properties);
                if (random.nextInt(3) == 0) {
                  next.remove("p" + random.nextInt(3));
                } else {
                  next.put("p" + random.nextInt(3), "" + random.nextInt(3));
                }
                commit(branch, Change.put(key, Optional.of(Entry.Namespace.of(next))));
              }
            });
  }

  private void rename(String branch, EntryKey from, Map<EntryKey, Entry> now) {
    // Sometimes onto the name of another, which goes away in the same commit.
    var to = random.nextInt(3) == 0 ? any(List.copyOf(now.keySet())) : freeName(now);
    to.filter(k -> k.kind() == EntryKey.Kind.RELATION && !k.equals(from))
        .ifPresent(
            k ->
                commit(
                    branch,
                    Change.put(from, Optional.empty()),
                    Change.put(k, Optional.ofNullable(now.get(from)))));
  }

  private Optional<EntryKey> freeName(Map<EntryKey, Entry> now) {
    var homes = new ArrayList<List<String>>();
    homes.add(List.of());
    now.keySet().stream()
        .filter(k -> k.kind() == EntryKey.Kind.NAMESPACE)
        .forEach(k -> homes.add(k.path()));
    var key = EntryKey.relation(homes.get(random.nextInt(homes.size())), "t" + random.nextInt(5));
    return Optional.of(key).filter(k -> !now.containsKey(k));
  }

  private <T> Optional<T> any(List<T> all) {
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(random.nextInt(all.size())));
  }

  private void edit(String branch, EntryKey key) {
    if (all(branch).get(key) instanceof Entry.Table(String uuid, String location)) {
      var edits = edits(location);
      edits.add("e" + made++);
      put(branch, key, uuid, edits);
    }
  }

  private void put(String branch, EntryKey key, String uuid, Set<String> edits) {
    var table = new Entry.Table(uuid, String.join(",", new TreeSet<>(edits)));
    commit(branch, Change.put(key, Optional.of(table)));
  }

  private void remove(String branch, EntryKey key) {
    commit(branch, Change.put(key, Optional.empty()));
  }

  private void commit(String branch, Change... changes) {
    // Each branch has its own author: equal commits at one time would be one commit, and a later
    // base.
    assertThat(lake.commit(branch, List.of(changes), CommitInfo.by(branch, "work")))
        .isInstanceOf(CommitResult.Committed.class);
  }

  // ---- looking

  private Map<EntryKey, Entry> all(String branch) {
    var found = new TreeMap<EntryKey, Entry>();
    lake.entries(lake.head(branch), found::put);
    return found;
  }

  private static Map<String, Seen> tables(Map<EntryKey, Entry> entries) {
    var found = new HashMap<String, Seen>();
    entries.forEach(
        (key, entry) -> {
          if (entry instanceof Entry.Table(String uuid, String location)) {
            assertThat(found.put(uuid, new Seen(key, edits(location))))
                .as("table %s has two names", uuid)
                .isNull();
          }
        });
    return found;
  }

  private static Set<EntryKey> changed(Map<EntryKey, Entry> base, Map<EntryKey, Entry> now) {
    var keys = new HashSet<>(base.keySet());
    keys.addAll(now.keySet());
    keys.removeIf(k -> Objects.equals(base.get(k), now.get(k)));
    return keys;
  }

  private static Set<String> edits(String location) {
    return location.isEmpty() ? new TreeSet<>() : new TreeSet<>(List.of(location.split(",")));
  }

  private static Lake newLake() {
    var fresh =
        new Lake(
            new MemoryRefStore(),
            Clock.fixed(Instant.parse("2026-11-22T02:47:00Z"), ZoneOffset.UTC),
            new Limits(200, 4, Limits.DEFAULT.retention()));
    fresh.init();
    return fresh;
  }
}
