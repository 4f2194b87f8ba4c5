package dev.prunella.refs;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * An immutable map from entry keys to entries, spread by the hash of the key (a hash array mapped
 * trie, Bagwell 2001, made canonical). A change rewrites one path; a comparison skips equal
 * subtrees.
 */
final class Trie {
  private final ObjectReader objects;

  Trie(ObjectReader objects) {
    this.objects = objects;
  }

  Optional<Entry> get(ObjectId root, EntryKey key) {
    var way = ObjectId.of(Codec.encode(key));
    Node node = objects.node(root);
    for (int depth = 0; node instanceof Node.Inner inner; depth++) {
      var child = inner.child(way.nibble(depth));
      if (child == null) {
        return Optional.empty();
      }
      node = objects.node(child);
    }
    return Optional.ofNullable(((Node.Leaf) node).entries().get(key));
  }

  /** Visits all entries, in no particular order. */
  void visit(ObjectId root, BiConsumer<EntryKey, Entry> visitor) {
    switch (objects.node(root)) {
      case Node.Leaf leaf -> leaf.entries().forEach(visitor);
      case Node.Inner inner -> {
        for (var child : inner.children()) {
          if (child != null) {
            visit(child, visitor);
          }
        }
      }
    }
  }

  /**
   * Visits the ids of all nodes below and including the root; {@code enter} says whether to go on.
   */
  void visitNodes(ObjectId root, Predicate<ObjectId> enter) {
    if (enter.test(root) && objects.node(root) instanceof Node.Inner inner) {
      for (var child : inner.children()) {
        if (child != null) {
          visitNodes(child, enter);
        }
      }
    }
  }

  /**
   * Visits the entries below those nodes that {@code enter} lets in: with a predicate that
   * remembers what it saw, a walk over many tries that share nodes reads each node once.
   */
  void visit(ObjectId root, Predicate<ObjectId> enter, BiConsumer<EntryKey, Entry> visitor) {
    if (!enter.test(root)) {
      return;
    }
    switch (objects.node(root)) {
      case Node.Leaf leaf -> leaf.entries().forEach(visitor);
      case Node.Inner inner -> {
        for (var child : inner.children()) {
          if (child != null) {
            visit(child, enter, visitor);
          }
        }
      }
    }
  }

  /** Visits what differs, in no particular order. */
  void diff(ObjectId before, ObjectId after, Consumer<Difference> visitor) {
    if (before.equals(after)) {
      return;
    }
    if (objects.node(before) instanceof Node.Inner a
        && objects.node(after) instanceof Node.Inner b) {
      for (int i = 0; i < Node.FANOUT; i++) {
        diffChildren(a.child(i), b.child(i), visitor);
      }
      return;
    }
    var old = all(before);
    var young = all(after);
    old.forEach(
        (key, entry) -> {
          var next = Optional.ofNullable(young.get(key));
          if (next.filter(entry::equals).isEmpty()) {
            visitor.accept(new Difference(key, Optional.of(entry), next));
          }
        });
    young.forEach(
        (key, entry) -> {
          if (!old.containsKey(key)) {
            visitor.accept(new Difference(key, Optional.empty(), Optional.of(entry)));
          }
        });
  }

  private void diffChildren(
      @Nullable ObjectId before, @Nullable ObjectId after, Consumer<Difference> visitor) {
    if (before != null && after != null) {
      diff(before, after, visitor);
    } else if (before != null) {
      visit(before, (k, e) -> visitor.accept(new Difference(k, Optional.of(e), Optional.empty())));
    } else if (after != null) {
      visit(after, (k, e) -> visitor.accept(new Difference(k, Optional.empty(), Optional.of(e))));
    }
  }

  private Map<EntryKey, Entry> all(ObjectId root) {
    var entries = new HashMap<EntryKey, Entry>();
    visit(root, entries::put);
    return entries;
  }

  /** The root of a trie without entries; its object goes to {@code made}. */
  ObjectId empty(Map<ObjectId, byte[]> made) {
    return keep(new Node.Leaf(new TreeMap<>()), made);
  }

  /** The root after the changes (empty removes); new objects go to {@code made}. */
  ObjectId apply(
      ObjectId root, Map<EntryKey, Optional<Entry>> changes, Map<ObjectId, byte[]> made) {
    var ways = new HashMap<EntryKey, ObjectId>();
    changes.keySet().forEach(key -> ways.put(key, ObjectId.of(Codec.encode(key))));
    var node = apply(objects.node(root), 0, changes, ways, made);
    return keep(node, made);
  }

  private Node apply(
      Node node,
      int depth,
      Map<EntryKey, Optional<Entry>> changes,
      Map<EntryKey, ObjectId> ways,
      Map<ObjectId, byte[]> made) {
    return switch (node) {
      case Node.Leaf leaf -> {
        var entries = new TreeMap<>(leaf.entries());
        changes.forEach(
            (key, next) ->
                next.ifPresentOrElse(e -> entries.put(key, e), () -> entries.remove(key)));
        yield build(entries, depth, ways, made);
      }
      case Node.Inner inner -> {
        @Nullable ObjectId[] children = Arrays.copyOf(inner.children(), Node.FANOUT);
        int count = inner.count();
        for (var part : byNibble(changes, depth, ways).entrySet()) {
          var old = children[part.getKey()];
          Node before = old == null ? new Node.Leaf(new TreeMap<>()) : objects.node(old);
          Node after = apply(before, depth + 1, part.getValue(), ways, made);
          count += after.count() - before.count();
          children[part.getKey()] = after.count() == 0 ? null : keep(after, made);
        }
        yield count > Node.LEAF_MAX ? new Node.Inner(children, count) : gather(children, made);
      }
    };
  }

  private Node build(
      SortedMap<EntryKey, Entry> entries,
      int depth,
      Map<EntryKey, ObjectId> ways,
      Map<ObjectId, byte[]> made) {
    if (entries.size() <= Node.LEAF_MAX) {
      return new Node.Leaf(entries);
    }
    var children = Node.Inner.noChildren();
    for (var part : byNibble(entries, depth, ways).entrySet()) {
      children[part.getKey()] =
          keep(build(new TreeMap<>(part.getValue()), depth + 1, ways, made), made);
    }
    return new Node.Inner(children, entries.size());
  }

  private static <V> Map<Integer, Map<EntryKey, V>> byNibble(
      Map<EntryKey, V> all, int depth, Map<EntryKey, ObjectId> ways) {
    var parts = new HashMap<Integer, Map<EntryKey, V>>();
    all.forEach(
        (key, value) -> {
          var way = ways.computeIfAbsent(key, k -> ObjectId.of(Codec.encode(k)));
          parts.computeIfAbsent(way.nibble(depth), n -> new HashMap<>()).put(key, value);
        });
    return parts;
  }

  /**
   * A subtree that has shrunk to a leaf's size becomes one again: that keeps the shape canonical.
   */
  private Node gather(@Nullable ObjectId[] children, Map<ObjectId, byte[]> made) {
    var entries = new TreeMap<EntryKey, Entry>();
    for (var child : children) {
      if (child != null) {
        gather(child, made, entries);
      }
    }
    return new Node.Leaf(entries);
  }

  private void gather(ObjectId id, Map<ObjectId, byte[]> made, SortedMap<EntryKey, Entry> entries) {
    byte[] bytes = made.get(id);
    // What was only just made is stored nowhere yet, and no cache is sure to hold it.
    switch (bytes == null ? objects.node(id) : Codec.decode(id, bytes)) {
      case Node.Leaf leaf -> entries.putAll(leaf.entries());
      case Node.Inner inner -> {
        for (var child : inner.children()) {
          if (child != null) {
            gather(child, made, entries);
          }
        }
      }
      case Object other -> throw new IllegalStateException("no trie node: " + other);
    }
  }

  private ObjectId keep(Node node, Map<ObjectId, byte[]> made) {
    byte[] bytes = Codec.encode(node);
    var id = ObjectId.of(bytes);
    if (made.putIfAbsent(id, bytes) == null) {
      objects.remember(id, node);
    }
    return id;
  }
}
