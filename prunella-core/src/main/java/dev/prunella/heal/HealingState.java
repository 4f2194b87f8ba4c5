package dev.prunella.heal;

import dev.prunella.incident.RemedyFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How healing as a whole stands: what people did to it, folded.
 *
 * @param paused by whom and why; only while it is
 * @param undone what was taken back since the breakers were closed last, the oldest first
 */
public record HealingState(Optional<HealingEvent.Paused> paused, List<HealingEvent.Undone> undone) {
  private static final Pattern NUMBER = Pattern.compile("[0-9][0-9.,]*(e[+-]?[0-9]+)?");

  public HealingState {
    undone = List.copyOf(undone);
  }

  /** From all events, in their order. */
  public static HealingState of(List<HealingEvent> events) {
    Optional<HealingEvent.Paused> paused = Optional.empty();
    var undone = new ArrayList<HealingEvent.Undone>();
    for (var event : events) {
      switch (event) {
        case HealingEvent.Paused one -> paused = Optional.of(one);
        case HealingEvent.Resumed _ -> paused = Optional.empty();
        case HealingEvent.Undone one -> undone.add(one);
        case HealingEvent.Reset _ -> undone.clear();
      }
    }
    return new HealingState(paused, undone);
  }

  /**
   * How many incidents' remedies of this sort were taken back for this sort of cause: its numbers
   * do not count, for tomorrow's factor or day is another.
   */
  public int undos(RemedyFamily family, String cause) {
    return (int)
        undone.stream()
            .filter(u -> u.family() == family && sort(u.cause()).equals(sort(cause)))
            .map(HealingEvent.Undone::incident)
            .distinct()
            .count();
  }

  /** What is the same sort of cause: its numbers do not count. */
  static String sort(String cause) {
    return NUMBER.matcher(cause).replaceAll("#");
  }
}
