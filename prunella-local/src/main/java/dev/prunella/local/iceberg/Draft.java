package dev.prunella.local.iceberg;

import dev.prunella.refs.Change;
import dev.prunella.refs.Commit;
import dev.prunella.refs.CommitId;
import dev.prunella.refs.CommitResult;
import dev.prunella.refs.Entry;
import dev.prunella.refs.EntryKey;
import dev.prunella.refs.Lake;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.jspecify.annotations.Nullable;

/**
 * A change whose metadata file is written and to which nothing points yet.
 *
 * @param ownFile the file that was written for it; empty where an existing file is taken over
 */
record Draft(TableIdentifier name, Change change, Optional<String> ownFile) {

  static Optional<String> own(String location, @Nullable String takenOver) {
    return location.equals(takenOver) ? Optional.empty() : Optional.of(location);
  }

  /** What is created needs a namespace to stand in; the root always is. */
  void requireNamespace(Lake lake, Commit head) {
    if (change.expected() instanceof Change.Expected.Absent) {
      requireNamespace(lake, head, change.key());
    }
  }

  /** The change, and those that make the namespaces it stands in where the branch wants that. */
  private List<Change> changes(Viewpoint viewpoint, Commit head) {
    if (!viewpoint.makesNamespaces() || !(change.expected() instanceof Change.Expected.Absent)) {
      requireNamespace(viewpoint.lake(), head);
      return List.of(change);
    }
    var changes = new ArrayList<Change>();
    var parent = change.key().parent();
    for (int depth = 1; depth <= parent.size(); depth++) {
      var namespace = EntryKey.namespace(parent.subList(0, depth));
      if (viewpoint.lake().entry(head, namespace).isEmpty()) {
        changes.add(Change.create(namespace, Entry.Namespace.of(Map.of())));
      }
    }
    changes.add(change);
    return changes;
  }

  static void requireNamespace(Lake lake, Commit head, EntryKey key) {
    if (!key.parent().isEmpty() && lake.entry(head, EntryKey.namespace(key.parent())).isEmpty()) {
      throw new NoSuchNamespaceException(
          "Namespace does not exist: %s", Names.namespace(key.parent()));
    }
  }

  /** The same change, of what stands there now. */
  Draft replacing(Entry found) {
    return new Draft(
        name, new Change(change.key(), new Change.Expected.Exactly(found), change.next()), ownFile);
  }

  /** Commits, or throws what Iceberg expects; keeps the own file unless it is surely not used. */
  void settle(LakeFiles files, Viewpoint viewpoint, String message) {
    CommitResult result;
    try {
      result = viewpoint.commit(head -> changes(viewpoint, head), message);
    } catch (NoSuchNamespaceException e) {
      discard(files);
      throw e;
    }
    switch (result) {
      case CommitResult.Committed _ -> {}
      case CommitResult.Unknown(var commit, var reason) ->
          throw unknown(viewpoint.name(), commit, reason);
      case CommitResult.Conflict(var clashes) -> {
        discard(files);
        throw refusal(clashes.getFirst().found());
      }
    }
  }

  /** Deletes the own file. Only for a draft that is known not to have been committed. */
  void discard(LakeFiles files) {
    ownFile.ifPresent(files::deleteUnused);
  }

  /** Why the change was refused, in the words that Iceberg's clients know. */
  RuntimeException refusal(Optional<Entry> found) {
    boolean view = change.next().filter(Entry.View.class::isInstance).isPresent();
    if (change.expected() instanceof Change.Expected.Absent) {
      return found.filter(Entry.View.class::isInstance).isPresent()
          ? new AlreadyExistsException(
              "View %salready exists: %s", view ? "" : "with same name ", name)
          : new AlreadyExistsException(
              "Table %salready exists: %s", view ? "with same name " : "", name);
    }
    return new CommitFailedException(
        "%s was %s meanwhile", name, found.isPresent() ? "changed" : "dropped");
  }

  static CommitStateUnknownException unknown(String branch, CommitId commit, String reason) {
    return new CommitStateUnknownException(
        "it is not known whether commit %s of '%s' landed (%s). Look before trying again: prunella log %s"
            .formatted(commit, branch, reason, branch),
        new IllegalStateException(reason));
  }
}
