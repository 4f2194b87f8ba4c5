package dev.prunella.refs;

import java.util.LinkedHashMap;
import java.util.Map;

/** Reads immutable objects through a bounded cache of the most recently used. Thread-safe. */
final class ObjectReader {
  private final RefStore store;
  private final Map<ObjectId, Object> cache;

  ObjectReader(RefStore store, int maxCached) {
    this.store = store;
    this.cache =
        new LinkedHashMap<>(1024, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<ObjectId, Object> eldest) {
            return size() > maxCached;
          }
        };
  }

  Node node(ObjectId id) {
    if (read(id) instanceof Node node) {
      return node;
    }
    throw new LakeException(Problem.LAKE_DAMAGED, "object " + id.hex() + " is not a trie node");
  }

  Commit commit(CommitId id) {
    if (read(id.object()) instanceof Commit commit) {
      return commit;
    }
    throw new LakeException(Problem.NO_SUCH_COMMIT, "there is no commit " + id.brief());
  }

  boolean isCommit(ObjectId id) {
    return read(id) instanceof Commit;
  }

  /** Puts what was just made at hand; it may not be stored yet, nor ever. */
  void remember(ObjectId id, Object value) {
    synchronized (cache) {
      cache.put(id, value);
    }
  }

  private Object read(ObjectId id) {
    synchronized (cache) {
      var known = cache.get(id);
      if (known != null) {
        return known;
      }
    }
    var bytes =
        store
            .object(id)
            .orElseThrow(
                () ->
                    new LakeException(
                        Problem.LAKE_DAMAGED, "object " + id.hex() + " is missing in the lake"));
    var value = Codec.decode(id, bytes);
    remember(id, value);
    return value;
  }
}
