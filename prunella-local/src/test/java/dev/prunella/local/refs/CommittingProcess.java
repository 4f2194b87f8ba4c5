package dev.prunella.local.refs;

import dev.prunella.refs.Change;
import dev.prunella.refs.CommitInfo;
import dev.prunella.refs.CommitResult;
import dev.prunella.refs.Entry;
import dev.prunella.refs.EntryKey;
import dev.prunella.refs.Lake;
import dev.prunella.refs.Limits;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/** One of several processes that commit to the same lake; makes the lake if nobody was quicker. */
public final class CommittingProcess {
  private CommittingProcess() {}

  /** Arguments: the file, a name, how many commits. */
  public static void main(String[] args) {
    try (var store = SqliteRefStore.create(Path.of(args[0]))) {
      var lake = new Lake(store, Clock.systemUTC(), Limits.DEFAULT);
      lake.init();
      for (int i = 0; i < Integer.parseInt(args[2]); i++) {
        var table = new Entry.Table(args[1] + i, "v1");
        var change = Change.create(EntryKey.relation(args[1], "t" + i), table);
        var result = lake.commit("main", List.of(change), CommitInfo.by(args[1], "t" + i));
        if (!(result instanceof CommitResult.Committed)) {
          throw new IllegalStateException(result.toString());
        }
      }
    }
  }
}
