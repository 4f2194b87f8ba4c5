package dev.prunella.app.view;

import dev.prunella.refs.Commit;
import dev.prunella.refs.CommitId;
import dev.prunella.refs.Lake;
import dev.prunella.refs.Ref;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Commits as programs read them, with the refs that stand on them. */
public final class CommitJson {
  private final Map<CommitId, List<String>> names = new HashMap<>();

  public CommitJson(Lake lake) {
    for (var ref : lake.store().refs()) {
      names
          .computeIfAbsent(ref.head(), id -> new ArrayList<>())
          .add(ref.kind() == Ref.Kind.TAG ? "tag " + ref.name() : ref.name());
    }
  }

  /** JSON: a commit. */
  public record View(
      CommitId commit,
      List<CommitId> parents,
      Instant at,
      String author,
      String message,
      List<String> refs) {
    /** The same for who may see no values of rows. */
    public View withoutValues() {
      return new View(commit, parents, at, author, Unvalued.words(message), refs);
    }
  }

  public View view(Commit commit) {
    return new View(
        commit.id(),
        commit.parents(),
        commit.at(),
        commit.author(),
        commit.message(),
        names.getOrDefault(commit.id(), List.of()));
  }
}
