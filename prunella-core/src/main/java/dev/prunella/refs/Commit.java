package dev.prunella.refs;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One atomic change of any number of tables: an immutable picture of the whole lake, and where it
 * came from.
 *
 * @param parents none for the first commit, two for a merge; the first parent is the branch's own
 *     past
 * @param root the root of the hash trie of all entries
 * @param code the git tree of the project's code that belongs to this data, where there is one
 * @param generation 0 for the first commit, else one more than the highest parent's
 * @param at when it was made, in microseconds, always later than its parents even if the clock went
 *     backwards
 */
public record Commit(
    CommitId id,
    List<CommitId> parents,
    ObjectId root,
    Optional<String> code,
    long generation,
    Instant at,
    String author,
    String message) {

  public Commit {
    parents = List.copyOf(parents);
    if (parents.size() > 2) {
      throw new IllegalArgumentException("a commit has at most two parents");
    }
  }

  public Optional<CommitId> firstParent() {
    return parents.stream().findFirst();
  }
}
