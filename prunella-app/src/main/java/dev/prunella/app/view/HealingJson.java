package dev.prunella.app.view;

import dev.prunella.incident.IncidentEvent.End;
import dev.prunella.incident.IncidentState;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How well healing goes, in figures over the newest weeks. */
public final class HealingJson {
  /** Over which the figures are. */
  public static final int DAYS = 30;

  /** When people sleep. */
  private static final LocalTime NIGHT = LocalTime.of(22, 0);

  private static final LocalTime MORNING = LocalTime.of(7, 0);

  private HealingJson() {}

  /**
   * JSON: the figures.
   *
   * @param incidents that were opened within the time
   * @param healed of those, by a remedy that was published and not taken back
   * @param passed of those, by themselves
   * @param alone of the healed and passed, without anybody having answered anything
   * @param undone whose remedy was taken back
   * @param open that are open still
   * @param medianSeconds from open to healed; absent where none was
   * @param nightsUndisturbed of {@code nights}, in which nobody had to be asked
   */
  public record View(
      int days,
      int incidents,
      int healed,
      int passed,
      int alone,
      int undone,
      int open,
      @Nullable Long medianSeconds,
      int nightsUndisturbed,
      int nights) {
    /** Of those that are over, how many nobody had to do anything for, in percent. */
    public @Nullable Integer alonePercent() {
      int over = incidents - open;
      return over == 0 ? null : Math.round(100f * alone / over);
    }
  }

  public static View of(List<IncidentState> newest, Instant now, ZoneId zone) {
    var since = now.minus(Duration.ofDays(DAYS));
    var recent = newest.stream().filter(i -> !i.opened().at().isBefore(since)).toList();
    var healed = recent.stream().filter(HealingJson::isHealed).toList();
    var passed = recent.stream().filter(i -> ended(i, End.PASSED)).toList();
    var seconds =
        healed.stream()
            .map(i -> Duration.between(i.opened().at(), i.closed().orElseThrow().at()).toSeconds())
            .sorted()
            .toList();
    long alone =
        healed.stream().filter(i -> i.answers().isEmpty()).count()
            + passed.stream().filter(i -> i.answers().isEmpty()).count();
    return new View(
        DAYS,
        recent.size(),
        healed.size(),
        passed.size(),
        (int) alone,
        (int) recent.stream().filter(i -> i.undone().isPresent()).count(),
        (int) recent.stream().filter(IncidentState::isOpen).count(),
        seconds.isEmpty() ? null : seconds.get(seconds.size() / 2),
        DAYS - disturbed(recent, zone),
        DAYS);
  }

  private static boolean isHealed(IncidentState i) {
    return ended(i, End.HEALED) && i.undone().isEmpty();
  }

  private static boolean ended(IncidentState i, End end) {
    return i.closed().filter(c -> c.end() == end).isPresent();
  }

  /** Nights in which an incident was opened that somebody was asked about. */
  private static int disturbed(List<IncidentState> recent, ZoneId zone) {
    var nights = new HashSet<LocalDate>();
    for (var incident : recent) {
      if (incident.asked().isPresent() || !incident.answers().isEmpty()) {
        var at = incident.opened().at().atZone(zone);
        if (!at.toLocalTime().isBefore(NIGHT)) {
          nights.add(at.toLocalDate());
        } else if (at.toLocalTime().isBefore(MORNING)) {
          nights.add(at.toLocalDate().minusDays(1));
        }
      }
    }
    return Math.min(DAYS, nights.size());
  }
}
