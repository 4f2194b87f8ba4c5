package dev.prunella.heal;

import dev.prunella.incident.RemedyFamily;
import java.util.List;
import java.util.Set;

/** What the healer's cures could do about a step: each that it plans by, and no other. */
public final class Cures {
  private Cures() {}

  /**
   * A sort of help.
   *
   * @param words what it does, for people
   * @param families the sorts of remedies that it proposes, as policies name them
   */
  public record Sort(String words, Set<RemedyFamily> families) {
    public Sort {
      families = Set.copyOf(families);
    }
  }

  /** What a sort of help could do about one table. */
  public record Told(Sort sort, Reach reach) {}

  /** All that there are, in the order in which they are asked. */
  public static List<Sort> sorts() {
    return Planner.CURES.stream().map(Cures::sort).toList();
  }

  /** What each says about a step. */
  public static List<Told> of(Footing footing) {
    return Planner.CURES.stream().map(cure -> new Told(sort(cure), cure.reach(footing))).toList();
  }

  private static Sort sort(Cure cure) {
    return new Sort(cure.words(), cure.families());
  }
}
