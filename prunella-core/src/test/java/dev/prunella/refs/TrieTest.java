package dev.prunella.refs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.refs.RefStore.RefWrite;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** The trie against a sorted map: the same content, found again, in one shape only. */
class TrieTest {
  private final MemoryRefStore store = new MemoryRefStore();

  @Property(tries = 30)
  void equalContentHasOneAddressWhateverHappenedBefore(
      @ForAll @IntRange(min = 0, max = 2000) int size,
      @ForAll @IntRange(min = 0, max = 300) int passing,
      @ForAll boolean tinyCache,
      @ForAll long seed) {
    var random = new Random(seed);
    var trie = trie(tinyCache);
    var content = content(size, "v", random);

    var atOnce = apply(trie, empty(trie), content);

    var steps = new ArrayList<Map<EntryKey, Optional<Entry>>>();
    var keys = new ArrayList<>(content.keySet());
    Collections.shuffle(keys, random);
    // Others come and go meanwhile, so that leaves split and become one again.
    var others = new ArrayList<>(content(passing, "passing", random).keySet());
    others.removeAll(keys);
    var coming = new HashMap<EntryKey, Optional<Entry>>();
    var going = new HashMap<EntryKey, Optional<Entry>>();
    others.forEach(key -> coming.put(key, Optional.of(entry("passing"))));
    others.forEach(key -> going.put(key, Optional.empty()));
    steps.add(coming);
    for (int from = 0; from < keys.size(); ) {
      int to = Math.min(keys.size(), from + 1 + random.nextInt(400));
      var batch = new HashMap<EntryKey, Optional<Entry>>();
      keys.subList(from, to).forEach(key -> batch.put(key, content.get(key)));
      steps.add(batch);
      from = to;
    }
    steps.add(going);
    var root = empty(trie);
    for (var step : steps) {
      root = apply(trie, root, step);
    }

    assertThat(root).isEqualTo(atOnce);
    assertThat(read(trie, root)).isEqualTo(present(content));
  }

  @Property(tries = 30)
  void trieHoldsWhatASortedMapHolds(
      @ForAll @IntRange(min = 0, max = 2000) int universe,
      @ForAll boolean tinyCache,
      @ForAll long seed) {
    var random = new Random(seed);
    var trie = trie(tinyCache);
    var model = new TreeMap<EntryKey, Entry>();
    var root = empty(trie);
    for (int step = 0; step < 8; step++) {
      // Some steps mostly put, others mostly remove.
      int removing = random.nextInt(101);
      var changes = new HashMap<EntryKey, Optional<Entry>>();
      for (int i = random.nextInt(universe + 1); i > 0; i--) {
        var next =
            random.nextInt(100) < removing
                ? Optional.<Entry>empty()
                : Optional.of(entry("v" + random.nextInt(3)));
        changes.put(key(random.nextInt(universe)), next);
      }
      var before = new TreeMap<>(model);
      changes.forEach(
          (key, next) -> next.ifPresentOrElse(e -> model.put(key, e), () -> model.remove(key)));
      var next = apply(trie, root, changes);

      assertThat(read(trie, next)).isEqualTo(model);
      assertThat(differences(trie, root, next)).isEqualTo(differences(before, model));
      assertThat(differences(trie, next, root)).isEqualTo(differences(model, before));
      root = next;
    }
    for (int i = 0; i < universe; i++) {
      assertThat(trie.get(root, key(i))).isEqualTo(Optional.ofNullable(model.get(key(i))));
    }
    var rebuilt = new HashMap<EntryKey, Optional<Entry>>();
    model.forEach((key, entry) -> rebuilt.put(key, Optional.of(entry)));
    assertThat(apply(trie, empty(trie), rebuilt)).isEqualTo(root);
  }

  /** A cache of one node: hardly anything that was made is still at hand when it is needed. */
  private Trie trie(boolean tinyCache) {
    return new Trie(new ObjectReader(store, tinyCache ? 1 : 100_000));
  }

  private ObjectId empty(Trie trie) {
    var made = new HashMap<ObjectId, byte[]>();
    var root = trie.empty(made);
    keep(made);
    return root;
  }

  private ObjectId apply(Trie trie, ObjectId root, Map<EntryKey, Optional<Entry>> changes) {
    var made = new HashMap<ObjectId, byte[]>();
    var next = trie.apply(root, changes, made);
    keep(made);
    return next;
  }

  private void keep(Map<ObjectId, byte[]> made) {
    store.write(new RefWrite(made, List.of(), List.of(), Instant.EPOCH, "test", "test"));
  }

  private static Map<EntryKey, Entry> read(Trie trie, ObjectId root) {
    var found = new TreeMap<EntryKey, Entry>();
    trie.visit(root, (key, entry) -> assertThat(found.put(key, entry)).isNull());
    return found;
  }

  private static Map<EntryKey, Difference> differences(Trie trie, ObjectId a, ObjectId b) {
    var found = new TreeMap<EntryKey, Difference>();
    trie.diff(a, b, d -> assertThat(found.put(d.key(), d)).isNull());
    return found;
  }

  private static Map<EntryKey, Difference> differences(
      Map<EntryKey, Entry> a, Map<EntryKey, Entry> b) {
    var keys = new ArrayList<>(a.keySet());
    keys.addAll(b.keySet());
    var found = new TreeMap<EntryKey, Difference>();
    for (var key : keys) {
      var before = Optional.ofNullable(a.get(key));
      var after = Optional.ofNullable(b.get(key));
      if (!before.equals(after)) {
        found.put(key, new Difference(key, before, after));
      }
    }
    return found;
  }

  private static Map<EntryKey, Optional<Entry>> content(int size, String value, Random random) {
    var content = new HashMap<EntryKey, Optional<Entry>>();
    for (int i = 0; i < size; i++) {
      content.put(key(random.nextInt(5_000)), Optional.of(entry(value + i)));
    }
    return content;
  }

  private static Map<EntryKey, Entry> present(Map<EntryKey, Optional<Entry>> content) {
    var present = new TreeMap<EntryKey, Entry>();
    content.forEach((key, entry) -> entry.ifPresent(e -> present.put(key, e)));
    return present;
  }

  private static EntryKey key(int i) {
    return i % 7 == 0 ? EntryKey.namespace("n" + i) : EntryKey.relation("n" + i % 7, "t" + i);
  }

  private static Entry entry(String value) {
    return new Entry.Table("id", value);
  }
}
