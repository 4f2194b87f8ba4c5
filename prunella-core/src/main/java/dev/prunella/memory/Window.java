package dev.prunella.memory;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * A time of the day that comes again, by the clocks of one place: open while a clock there shows a
 * time from {@code from} on and before {@code to}. In a night in which clocks go back it may be
 * open twice; in one in which they go forward it opens when they have, or not at all if it lies
 * within the hour that is left out.
 *
 * @param days on which it begins; one that ends before it begins ends on the day after
 */
public record Window(Set<DayOfWeek> days, LocalTime from, LocalTime to, ZoneId zone) {
  /** What it looks like, for schemas and readers. */
  public static final String FORM =
      "(daily|weekdays|weekends|(mon|tue|wed|thu|fri|sat|sun)(,(mon|tue|wed|thu|fri|sat|sun))*) "
          + "([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9] [A-Za-z][A-Za-z0-9_+/-]*";

  public static final String SAYS =
      "is a window such as 'daily 02:47-03:12 Europe/London' or 'sat,sun 22:00-04:00 UTC'";

  private static final Pattern PATTERN = Pattern.compile(FORM);

  /** A week, and a day for what began before it. */
  private static final int DAYS_AHEAD = 9;

  /** After so long all days have been, also where clocks go back. */
  static final Duration WEEK = Duration.ofDays(8);

  public Window {
    if (days.isEmpty() || from.equals(to)) {
      throw new IllegalArgumentException(
          "a window has a day, and another end than beginning: " + from + "-" + to);
    }
    days = Collections.unmodifiableSet(EnumSet.copyOf(days));
  }

  /**
   * Reads one; {@code daily} may be left out.
   *
   * @throws IllegalArgumentException with a sentence for people
   */
  public static Window parse(String text) {
    var plain = text.strip();
    var whole = plain.matches("[0-9].*") ? "daily " + plain : plain;
    if (!PATTERN.matcher(whole).matches()) {
      throw new IllegalArgumentException("'" + plain + "' is no window; one " + SAYS);
    }
    var parts = whole.split(" ", -1);
    var times = parts[1].split("-", -1);
    try {
      return new Window(
          days(parts[0]),
          LocalTime.parse(times[0]),
          LocalTime.parse(times[1]),
          ZoneId.of(parts[2]));
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "'" + parts[2] + "' is no time zone; write one such as Europe/London", e);
    }
  }

  private static Set<DayOfWeek> days(String word) {
    return switch (word) {
      case "daily" -> EnumSet.allOf(DayOfWeek.class);
      case "weekdays" -> EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY);
      case "weekends" -> EnumSet.of(DayOfWeek.SATURDAY, DayOfWeek.SUNDAY);
      default -> {
        var days = EnumSet.noneOf(DayOfWeek.class);
        Arrays.stream(word.split(",", -1))
            .forEach(
                w ->
                    Arrays.stream(DayOfWeek.values())
                        .filter(d -> brief(d).equals(w))
                        .forEach(days::add));
        yield days;
      }
    };
  }

  private static String brief(DayOfWeek day) {
    return day.name().substring(0, 3).toLowerCase(Locale.ROOT);
  }

  /** Whether it is open at a moment. */
  public boolean isOpen(Instant at) {
    var there = at.atZone(zone);
    var time = there.toLocalTime();
    if (from.isBefore(to)) {
      return days.contains(there.getDayOfWeek()) && !time.isBefore(from) && time.isBefore(to);
    }
    return (days.contains(there.getDayOfWeek()) && !time.isBefore(from))
        || (days.contains(there.getDayOfWeek().minus(1)) && time.isBefore(to));
  }

  /** The first moment from this one on at which it is open. */
  public Instant opens(Instant at) {
    return first(at, from, this::isOpen);
  }

  /** The first moment from this one on at which it is not open. */
  public Instant closes(Instant at) {
    return first(at, to, moment -> !isOpen(moment));
  }

  /** Whether, for a week from a moment on, it is never open but while another one is. */
  public boolean isWithin(Window other, Instant from) {
    var end = from.plus(WEEK);
    var at = opens(from);
    // Bounded: each turn moves to where the other one closes.
    while (at.isBefore(end)) {
      if (isOpen(at) && !other.isOpen(at)) {
        return false;
      }
      var closes = other.closes(at);
      at = isOpen(closes) ? closes : opens(closes);
    }
    return true;
  }

  /**
   * Clocks show a time of the day at most twice a day, and jump now and then: nothing begins or
   * ends at any other moment.
   */
  private Instant first(Instant at, LocalTime time, Predicate<Instant> wanted) {
    var rules = zone.getRules();
    var moments = new TreeSet<Instant>();
    moments.add(at);
    var day = at.atZone(zone).toLocalDate();
    for (int i = 0; i <= DAYS_AHEAD; i++) {
      var there = day.plusDays(i).atTime(time);
      rules.getValidOffsets(there).forEach(offset -> moments.add(there.toInstant(offset)));
    }
    var end = at.plus(Duration.ofDays(DAYS_AHEAD));
    ZoneOffsetTransition jump = rules.nextTransition(at.minusNanos(1));
    // Bounded: each turn moves to a later jump, of which few lie within days.
    while (jump != null && jump.getInstant().isBefore(end)) {
      moments.add(jump.getInstant());
      jump = rules.nextTransition(jump.getInstant());
    }
    return moments.stream()
        .filter(m -> !m.isBefore(at))
        .filter(wanted)
        .findFirst()
        // Only of a night that clocks leave out in every week: then it is looked at again.
        .orElse(end);
  }

  /** As {@link #parse} reads it. */
  @Override
  public String toString() {
    return daysWord() + " " + from + "-" + to + " " + zone;
  }

  private String daysWord() {
    if (days.size() == DayOfWeek.values().length) {
      return "daily";
    }
    List<String> words = new ArrayList<>();
    days.forEach(d -> words.add(brief(d)));
    return String.join(",", words);
  }
}
