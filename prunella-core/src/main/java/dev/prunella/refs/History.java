package dev.prunella.refs;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Questions about the graph of commits. */
final class History {
  private static final int OURS = 1;
  private static final int THEIRS = 2;
  private static final int STALE = 4;
  private static final Comparator<Commit> YOUNGEST_FIRST =
      Comparator.comparingLong(Commit::generation).reversed().thenComparing(Commit::id);

  private final ObjectReader objects;

  History(ObjectReader objects) {
    this.objects = objects;
  }

  /** A branch's own past: the commit, its first parent, and so on to the first commit. */
  Stream<Commit> firstParents(CommitId from) {
    return Stream.iterate(
            Optional.of(objects.commit(from)),
            Optional::isPresent,
            c -> c.flatMap(Commit::firstParent).map(objects::commit))
        .flatMap(Optional::stream);
  }

  /** All ancestors including the commit itself, children before parents. */
  Stream<Commit> ancestors(CommitId from) {
    var queue = new PriorityQueue<>(YOUNGEST_FIRST);
    var seen = new HashSet<CommitId>();
    queue.add(objects.commit(from));
    seen.add(from);
    var walk =
        new Iterator<Commit>() {
          @Override
          public boolean hasNext() {
            return !queue.isEmpty();
          }

          @Override
          public Commit next() {
            var commit = queue.poll();
            if (commit == null) {
              throw new NoSuchElementException();
            }
            commit.parents().stream().filter(seen::add).map(objects::commit).forEach(queue::add);
            return commit;
          }
        };
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(walk, Spliterator.ORDERED), false);
  }

  /** Whether {@code old} is {@code young} or one of its ancestors. */
  boolean isAncestor(CommitId old, CommitId young) {
    return isReachable(old, List.of(young));
  }

  /** Whether the commit is one of the heads or an ancestor of one. */
  boolean isReachable(CommitId id, Collection<CommitId> heads) {
    long floor = objects.commit(id).generation();
    var queue = new PriorityQueue<>(YOUNGEST_FIRST);
    var seen = new HashSet<CommitId>(heads);
    seen.stream().map(objects::commit).forEach(queue::add);
    while (!queue.isEmpty()) {
      var commit = queue.poll();
      if (commit.id().equals(id)) {
        return true;
      }
      if (commit.generation() > floor) {
        commit.parents().stream().filter(seen::add).map(objects::commit).forEach(queue::add);
      }
    }
    return false;
  }

  /** The newest commit of a branch's own past that was made no later than {@code at}. */
  Optional<Commit> asOf(CommitId head, Instant at) {
    return firstParents(head).filter(c -> !c.at().isAfter(at)).findFirst();
  }

  /**
   * The best common ancestors: those that are no ancestor of another common one. More than one when
   * branches were merged crosswise. Walks by generation and paints each side, as git's paint-down
   * does.
   */
  List<Commit> mergeBases(CommitId ours, CommitId theirs) {
    if (ours.equals(theirs)) {
      return List.of(objects.commit(ours));
    }
    var queue = new PriorityQueue<>(YOUNGEST_FIRST);
    var paint = new HashMap<CommitId, Integer>();
    paint.put(ours, OURS);
    paint.put(theirs, THEIRS);
    queue.add(objects.commit(ours));
    queue.add(objects.commit(theirs));
    Set<CommitId> fresh = new HashSet<>(paint.keySet());
    var bases = new ArrayList<Commit>();
    while (!fresh.isEmpty()) {
      var commit = queue.remove();
      fresh.remove(commit.id());
      int colour = paint.getOrDefault(commit.id(), 0);
      if ((colour & STALE) == 0 && (colour & (OURS | THEIRS)) == (OURS | THEIRS)) {
        bases.add(commit);
        colour |= STALE;
      }
      for (var parent : commit.parents()) {
        int before = paint.getOrDefault(parent, 0);
        int after = before | colour;
        paint.put(parent, after);
        if (before == 0) {
          queue.add(objects.commit(parent));
        }
        if ((after & STALE) != 0) {
          fresh.remove(parent);
        } else {
          fresh.add(parent);
        }
      }
    }
    return List.copyOf(bases);
  }
}
