package dev.prunella.app.view;

import dev.prunella.local.LocalLake;
import dev.prunella.refs.Commit;
import dev.prunella.refs.Difference;
import dev.prunella.refs.EntryKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How a table came to be what it is, as programs read it. */
public final class HistoryJson {
  private HistoryJson() {}

  /** JSON: a commit that changed the table. */
  public record Change(CommitJson.View commit, ChangeJson.View change) {
    /** The same for who may see no values of rows. */
    public Change withoutValues() {
      return new Change(commit.withoutValues(), change);
    }
  }

  /**
   * JSON: the newest of them.
   *
   * @param commits the newest first
   * @param more whether there are older ones
   */
  public record Views(List<Change> commits, boolean more) {}

  /** The commits up to one that changed a table. */
  public static Views of(LocalLake lake, Commit start, EntryKey key, int limit) {
    var changes = new ArrayList<Change>();
    var views = new CommitJson(lake.lake());
    for (var commit : (Iterable<Commit>) lake.lake().log(start.id())::iterator) {
      var difference = difference(lake, commit, key);
      if (difference.isPresent()) {
        if (changes.size() == limit) {
          return new Views(changes, true);
        }
        var change = lake.diff().of(List.of(difference.get())).getFirst();
        changes.add(new Change(views.view(commit), ChangeJson.View.of(change)));
      }
    }
    return new Views(changes, false);
  }

  /** What a commit did to the table, against its first parent. */
  private static Optional<Difference> difference(LocalLake lake, Commit commit, EntryKey key) {
    var after = lake.lake().entry(commit, key);
    var before =
        commit.firstParent().flatMap(parent -> lake.lake().entry(lake.lake().commit(parent), key));
    return before.equals(after)
        ? Optional.empty()
        : Optional.of(new Difference(key, before, after));
  }
}
