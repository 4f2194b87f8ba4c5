package dev.prunella.local.refs;

import dev.prunella.refs.Append;
import dev.prunella.refs.Appended;
import dev.prunella.refs.Lake;
import dev.prunella.refs.Limits;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/** One of several processes that append to one journal; says each entry that was acknowledged. */
public final class AppendingProcess {
  private AppendingProcess() {}

  /** Arguments: the file, a name, how many entries. */
  public static void main(String[] args) {
    try (var store = SqliteRefStore.create(Path.of(args[0]))) {
      var lake = new Lake(store, Clock.systemUTC(), Limits.DEFAULT);
      for (int i = 0; i < Integer.parseInt(args[2]); i++) {
        append(lake, args[1], args[1] + "-" + i);
      }
    }
  }

  private static void append(Lake lake, String by, String kind) {
    while (true) {
      var append = new Append("shared", lake.store().length("shared"), kind, "{}");
      switch (lake.append(by, List.of(append))) {
        case Appended.Written _ -> {
          System.out.println(kind);
          return;
        }
        case Appended.Overtaken _ -> {}
        case Appended.Unknown(var reason) -> throw new IllegalStateException(reason);
      }
    }
  }
}
