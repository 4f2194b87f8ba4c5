package dev.prunella.app.heal;

import dev.prunella.heal.Cures;
import dev.prunella.heal.Footing;
import java.util.ArrayList;
import java.util.List;

/** All that could be done about a table, by everybody here who does anything about one. */
public final class Remedies {
  private Remedies() {}

  /** All sorts of help that there are. */
  public static List<Cures.Sort> sorts() {
    var all = new ArrayList<>(Cures.sorts());
    all.add(MainWatch.SORT);
    return List.copyOf(all);
  }

  /** What each says about one table; nothing is tried for that. */
  public static List<Cures.Told> of(Footing footing) {
    var all = new ArrayList<>(Cures.of(footing));
    all.add(new Cures.Told(MainWatch.SORT, MainWatch.REACH));
    return List.copyOf(all);
  }

  /** The memory that one step may have on this machine, in bytes. */
  public static long mostMemory() {
    return WorkspaceMeans.ofThisMachine();
  }
}
