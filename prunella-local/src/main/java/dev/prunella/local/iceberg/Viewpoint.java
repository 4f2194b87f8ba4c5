package dev.prunella.local.iceberg;

import dev.prunella.refs.Advance;
import dev.prunella.refs.Change;
import dev.prunella.refs.Commit;
import dev.prunella.refs.CommitInfo;
import dev.prunella.refs.CommitResult;
import dev.prunella.refs.Entry;
import dev.prunella.refs.EntryKey;
import dev.prunella.refs.Lake;
import dev.prunella.refs.LakeException;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Function;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.ForbiddenException;

/** What a catalog shows: a branch, which can be written, or one commit, which cannot. */
sealed interface Viewpoint {
  Lake lake();

  /** The branch, or the words by which the commit was asked for. */
  String name();

  /** The commit that is read now. */
  Commit head();

  /** Throws a sentence that says why, where nothing can be written. */
  void requireWritable();

  /** Whether what is created brings the namespaces along that it stands in. */
  boolean makesNamespaces();

  /** Changes the branch; see {@link Lake#commit(String, Function, CommitInfo)}. */
  CommitResult commit(Function<Commit, Collection<Change>> plan, String message);

  /** Changes the branch by a plan that refuses by itself what it cannot do. */
  default void change(Function<Commit, Collection<Change>> plan, String message) {
    switch (commit(plan, message)) {
      case CommitResult.Committed _ -> {}
      case CommitResult.Unknown(var commit, var reason) ->
          throw Draft.unknown(name(), commit, reason);
      case CommitResult.Conflict(var clashes) ->
          throw new CommitFailedException("%s was changed meanwhile", clashes.getFirst().key());
    }
  }

  default Optional<Entry> entry(EntryKey key) {
    return lake().entry(head(), key);
  }

  /** A branch as it stands at each moment. */
  record Branch(
      Lake lake, String name, String author, Optional<String> why, boolean makesNamespaces)
      implements Viewpoint {
    @Override
    public Commit head() {
      return lake.head(name);
    }

    @Override
    public void requireWritable() {}

    @Override
    public CommitResult commit(Function<Commit, Collection<Change>> plan, String message) {
      var result = lake.commit(name, plan, CommitInfo.by(author, why.orElse(message)));
      return switch (result) {
        case CommitResult.Committed _, CommitResult.Conflict _ -> result;
        case CommitResult.Unknown unknown -> ask(unknown);
      };
    }

    /** Only 'landed' is an answer: what has not landed yet may still land. */
    private CommitResult ask(CommitResult.Unknown unknown) {
      try {
        return switch (lake.fate(name, unknown.commit())) {
          case Advance.Fate.LANDED -> new CommitResult.Committed(lake.commit(unknown.commit()));
          case Advance.Fate.NOT_LANDED -> unknown;
        };
      } catch (LakeException e) {
        return new CommitResult.Unknown(
            unknown.commit(), unknown.reason() + "; then " + e.getMessage());
      }
    }
  }

  /** The lake as it was at a commit. */
  record Fixed(Lake lake, String name, Commit head) implements Viewpoint {
    @Override
    public boolean makesNamespaces() {
      return false;
    }

    @Override
    public void requireWritable() {
      throw refusal();
    }

    @Override
    public CommitResult commit(Function<Commit, Collection<Change>> plan, String message) {
      throw refusal();
    }

    private ForbiddenException refusal() {
      return new ForbiddenException(
          "'%s' means commit %s, which stays as it is. To change something, make a branch from it:"
              + " prunella branch create NAME %s",
          name, head.id(), head.id());
    }
  }
}
