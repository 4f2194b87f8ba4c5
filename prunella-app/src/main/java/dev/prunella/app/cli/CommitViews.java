package dev.prunella.app.cli;

import dev.prunella.refs.Commit;
import dev.prunella.refs.CommitId;
import dev.prunella.refs.Lake;
import dev.prunella.refs.Ref;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How commits are told, the same in all commands. */
final class CommitViews {
  private final Map<CommitId, List<String>> names = new HashMap<>();

  CommitViews(Lake lake) {
    for (var ref : lake.store().refs()) {
      names
          .computeIfAbsent(ref.head(), id -> new ArrayList<>())
          .add(ref.kind() == Ref.Kind.TAG ? "tag " + ref.name() : ref.name());
    }
  }

  /** JSON: a commit. */
  record View(
      CommitId commit,
      List<CommitId> parents,
      Instant at,
      String author,
      String message,
      List<String> refs) {}

  View view(Commit commit) {
    return new View(
        commit.id(),
        commit.parents(),
        commit.at(),
        commit.author(),
        commit.message(),
        names.getOrDefault(commit.id(), List.of()));
  }

  /** The cells of a log's line after whatever stands before it. */
  static List<Grid.Cell> cells(Console console, View view) {
    return List.of(
        Grid.text(view.commit().brief(), Ink.NAME),
        Grid.text(console.ago(view.at()), Ink.DIM),
        Grid.text(view.author()),
        Grid.text(view.message()),
        Grid.text(
            view.refs().isEmpty() ? "" : "(" + String.join(", ", view.refs()) + ")", Ink.GOOD));
  }
}
