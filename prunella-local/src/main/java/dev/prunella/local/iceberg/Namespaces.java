package dev.prunella.local.iceberg;

import dev.prunella.refs.Change;
import dev.prunella.refs.Commit;
import dev.prunella.refs.Entry;
import dev.prunella.refs.EntryKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NamespaceNotEmptyException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;

/** The namespaces of a branch. The root needs no making and has no properties. */
final class Namespaces {
  private final Viewpoint viewpoint;

  Namespaces(Viewpoint viewpoint) {
    this.viewpoint = viewpoint;
  }

  boolean exists(Commit head, Namespace namespace) {
    return namespace.isEmpty() || find(head, namespace).isPresent();
  }

  void require(Commit head, Namespace namespace) {
    if (!exists(head, namespace)) {
      throw missing(namespace);
    }
  }

  Map<String, String> properties(Namespace namespace) {
    if (namespace.isEmpty()) {
      return new HashMap<>();
    }
    // Iceberg asks maps for null keys, which sorted and immutable maps do not bear.
    return new HashMap<>(
        find(viewpoint.head(), namespace).orElseThrow(() -> missing(namespace)).properties());
  }

  /** The namespaces directly within another. */
  List<Namespace> list(Namespace parent) {
    var head = viewpoint.head();
    require(head, parent);
    var levels = List.of(parent.levels());
    var found = new ArrayList<EntryKey>();
    viewpoint
        .lake()
        .entries(
            head,
            (key, entry) -> {
              if (entry instanceof Entry.Namespace && key.parent().equals(levels)) {
                found.add(key);
              }
            });
    return found.stream().sorted().map(key -> Names.namespace(key.path())).toList();
  }

  void create(Namespace namespace, Map<String, String> properties) {
    viewpoint.requireWritable();
    if (namespace.isEmpty()) {
      throw new AlreadyExistsException("Namespace already exists: the root always does");
    }
    var key = Names.namespace(namespace);
    viewpoint.change(
        head -> {
          if (exists(head, namespace)) {
            throw new AlreadyExistsException("Namespace already exists: %s", namespace);
          }
          require(head, Names.namespace(key.parent()));
          return List.of(Change.create(key, Entry.Namespace.of(properties)));
        },
        "create namespace " + namespace);
  }

  void update(Namespace namespace, Map<String, String> updates, Set<String> removals) {
    viewpoint.requireWritable();
    viewpoint.change(
        head -> {
          var before = find(head, namespace).orElseThrow(() -> missing(namespace));
          var after = new TreeMap<>(before.properties());
          after.putAll(updates);
          after.keySet().removeAll(removals);
          return List.of(
              Change.replace(Names.namespace(namespace), before, Entry.Namespace.of(after)));
        },
        "set properties of namespace " + namespace);
  }

  /** Whether there was such a namespace. */
  boolean drop(Namespace namespace) {
    viewpoint.requireWritable();
    if (namespace.isEmpty() || !exists(viewpoint.head(), namespace)) {
      return false;
    }
    var dropped = new AtomicBoolean();
    viewpoint.change(
        head -> {
          var found = find(head, namespace);
          dropped.set(found.isPresent());
          if (found.isEmpty()) {
            return List.of();
          }
          requireEmpty(head, namespace);
          return List.of(Change.remove(Names.namespace(namespace), found.get()));
        },
        "drop namespace " + namespace);
    return dropped.get();
  }

  private void requireEmpty(Commit head, Namespace namespace) {
    var levels = List.of(namespace.levels());
    var inside = new ArrayList<EntryKey>();
    viewpoint
        .lake()
        .entries(
            head,
            (key, entry) -> {
              if (key.isInside(levels)) {
                inside.add(key);
              }
            });
    if (!inside.isEmpty()) {
      throw new NamespaceNotEmptyException(
          "Namespace %s is not empty: it contains %s. Drop what is inside first",
          namespace, inside.stream().min(EntryKey::compareTo).orElseThrow());
    }
  }

  private Optional<Entry.Namespace> find(Commit head, Namespace namespace) {
    return namespace.isEmpty()
        ? Optional.empty()
        : viewpoint.lake().entry(head, Names.namespace(namespace)).map(Entry.Namespace.class::cast);
  }

  private static NoSuchNamespaceException missing(Namespace namespace) {
    return new NoSuchNamespaceException("Namespace does not exist: %s", namespace);
  }
}
