package dev.prunella.local.gc;

import dev.prunella.local.gc.GcProgress.Step;
import dev.prunella.refs.Commit;
import dev.prunella.refs.Entry;
import dev.prunella.refs.EntryKey;
import dev.prunella.refs.Lake;
import dev.prunella.refs.LakeException;
import dev.prunella.refs.ObjectId;
import dev.prunella.refs.Problem;
import dev.prunella.refs.RefStore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Removes commits and trie nodes that nothing needs: children before parents, commits before their
 * tries. Each batch goes only if no write came since the mark, so nobody can have begun to refer to
 * it; and a commit that is still there has everything it names.
 */
final class ObjectSweep {
  /** Objects gathered at a time. */
  private static final int ROUND = 500_000;

  private static final int MOST_ROUNDS = 10_000;
  private static final int TRIES = 1000;

  private final RefStore store;
  private final Lake lake;
  private final LiveMark mark;
  private final TableFolders folders;
  private final Turnstile turnstile;
  private final int batch;

  ObjectSweep(
      RefStore store,
      Lake lake,
      LiveMark mark,
      TableFolders folders,
      Turnstile turnstile,
      int batch) {
    this.store = store;
    this.lake = lake;
    this.mark = mark;
    this.folders = folders;
    this.turnstile = turnstile;
    this.batch = batch;
  }

  private record Dead(List<Commit> commits, List<ObjectId> nodes) {}

  /** Says how many there are. */
  long count() {
    var dead = gather(Integer.MAX_VALUE);
    learn(dead.commits());
    return (long) dead.commits().size() + dead.nodes().size();
  }

  /** Says how many it removed. */
  long sweep(Journal journal) {
    long deleted = 0;
    for (int round = 0; round < MOST_ROUNDS; round++) {
      var dead = gather(ROUND);
      journal.directories(learn(dead.commits()));
      var commits = dead.commits().stream().map(c -> c.id().object()).toList();
      deleted = delete(commits, deleted);
      boolean all = commits.size() + dead.nodes().size() < ROUND;
      // While there may be more commits, their nodes must wait.
      if (all || commits.isEmpty()) {
        deleted = delete(dead.nodes(), deleted);
      }
      if (all) {
        return deleted;
      }
    }
    return deleted;
  }

  private Dead gather(int most) {
    var ids = new ArrayList<ObjectId>();
    store.visitObjects(
        id -> {
          if (ids.size() < most && !mark.needs(id)) {
            ids.add(id);
          }
        });
    mark.catchUp();
    ids.removeIf(mark::needs);
    var commits = new ArrayList<Commit>();
    var nodes = new ArrayList<ObjectId>();
    for (var id : ids) {
      lake.findCommit(id).ifPresentOrElse(commits::add, () -> nodes.add(id));
    }
    commits.sort(Comparator.comparingLong(Commit::generation).reversed());
    return new Dead(commits, nodes);
  }

  /** Learns where tables lay that only dead commits know. */
  private Set<String> learn(List<Commit> commits) {
    var seen = new HashSet<ObjectId>();
    var learnt = new LinkedHashSet<String>();
    for (var commit : commits) {
      lake.entries(
          commit,
          node -> !mark.needs(node) && seen.add(node),
          (key, entry) -> {
            switch (entry) {
              case Entry.Table(var _, var location) -> learn(key, location, learnt);
              case Entry.View(var _, var location) -> learn(key, location, learnt);
              case Entry.Namespace _ -> {}
            }
          });
    }
    return learnt;
  }

  private void learn(EntryKey key, String location, Set<String> learnt) {
    folders.learn(key, location).ifPresent(learnt::add);
  }

  private long delete(List<ObjectId> ids, long before) {
    long deleted = before;
    for (int from = 0; from < ids.size(); from += batch) {
      turnstile.pass(Step.SWEEP_OBJECTS, deleted);
      deleted += deleteBatch(ids.subList(from, Math.min(ids.size(), from + batch)));
    }
    turnstile.pass(Step.SWEEP_OBJECTS, deleted);
    return deleted;
  }

  private int deleteBatch(List<ObjectId> ids) {
    for (int tries = 0; tries < TRIES; tries++) {
      mark.catchUp();
      var dead = ids.stream().filter(id -> !mark.needs(id)).toList();
      if (dead.isEmpty()) {
        return 0;
      }
      var deleted = store.deleteObjects(dead, mark.write());
      if (deleted.isPresent()) {
        return deleted.getAsInt();
      }
    }
    throw new LakeException(
        Problem.TOO_BUSY,
        "others wrote " + TRIES + " times while objects were to be deleted; nothing is lost");
  }
}
