package dev.prunella.memory;

import dev.prunella.heal.Past.Outcome;
import dev.prunella.incident.RemedyFamily;
import dev.prunella.incident.Signature;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * How remedies turned out, per sort of remedy and sort of cause: cases, folded. Numbers in a
 * cause's words do not count, for tomorrow's factor or day is another.
 */
public final class Figures {
  private Figures() {}

  /**
   * One sort.
   *
   * @param cause that was believed, with what varies masked
   * @param tried in all; each trial is one of those that follow
   * @param held published, and not taken back
   * @param waiting proved, and not published
   */
  public record Line(
      RemedyFamily family,
      String cause,
      int tried,
      int held,
      int undone,
      int denied,
      int waiting,
      int unproved,
      int failed) {

    private Line with(Case.Remedied one) {
      return new Line(
          family,
          cause,
          tried + 1,
          held + when(one, Outcome.HELD),
          undone + when(one, Outcome.UNDONE),
          denied + when(one, Outcome.DENIED),
          waiting + when(one, Outcome.VERIFIED),
          unproved + when(one, Outcome.UNPROVED),
          failed + when(one, Outcome.FAILED));
    }

    private static int when(Case.Remedied one, Outcome outcome) {
      return one.outcome() == outcome ? 1 : 0;
    }

    /** How many passed their verification. */
    public int verified() {
      return held + undone + denied + waiting;
    }
  }

  private record Sort(RemedyFamily family, String cause) {}

  /** The most tried first. */
  public static List<Line> of(Iterable<Case> cases) {
    var lines = new LinkedHashMap<Sort, Line>();
    for (var one : cases) {
      for (var remedy : one.remedies()) {
        var cause = remedy.cause().map(Signature::masked).orElse("unknown");
        var sort = new Sort(remedy.family(), cause);
        lines.put(
            sort,
            lines
                .getOrDefault(sort, new Line(sort.family(), cause, 0, 0, 0, 0, 0, 0, 0))
                .with(remedy));
      }
    }
    var sorted = new ArrayList<>(lines.values());
    sorted.sort(Comparator.comparingInt(Line::tried).reversed());
    return List.copyOf(sorted);
  }
}
