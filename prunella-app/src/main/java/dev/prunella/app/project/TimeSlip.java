package dev.prunella.app.project;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Letters of a pattern for times that say something else than what was probably meant: {@code
 * yyyy-mm-dd} is a year, a minute and a day, which {@link java.time.format.DateTimeFormatter}
 * writes without a word, and no file is ever called so.
 *
 * @param pattern in which they stand
 * @param letters as they are written
 * @param is what they say
 * @param meant what was probably meant
 */
record TimeSlip(String pattern, String letters, String is, String meant) {
  /** Quoted text, or a letter as often as it is repeated. */
  private static final Pattern PART = Pattern.compile("'[^']*'|([A-Za-z])\\1*");

  private static final String HOURS = "HhKk";

  /**
   * The slips in all patterns of one text: the hour may stand in one, and its minutes in the next.
   */
  static List<TimeSlip> in(List<String> patterns) {
    var all =
        patterns.stream()
            .flatMap(p -> parts(p).stream())
            .map(part -> part.substring(0, 1))
            .collect(Collectors.joining());
    var slips = new LinkedHashSet<TimeSlip>();
    for (var pattern : patterns) {
      char before = ' ';
      for (var part : parts(pattern)) {
        char letter = part.charAt(0);
        var is = slip(part, before, all);
        if (!is.isEmpty()) {
          var meant =
              Character.isUpperCase(letter)
                  ? part.toLowerCase(Locale.ROOT)
                  : part.toUpperCase(Locale.ROOT);
          slips.add(new TimeSlip(pattern, part, is, meant));
        }
        before = letter;
      }
    }
    return List.copyOf(slips);
  }

  /** What the letters say that is not meant; nothing where it may be. */
  private static String slip(String letters, char before, String all) {
    return switch (letters.charAt(0)) {
      case 'm' -> has(all, HOURS) && before != 'y' ? "" : "the minute";
      case 'M' -> HOURS.indexOf(before) < 0 ? "" : "the month";
      case 'Y' -> has(all, "wW") ? "" : "the year of the week, another one around New Year";
      case 'D' -> letters.length() != 2 || has(all, "d") ? "" : "the day of the year";
      case 'h' -> has(all, "aB") ? "" : "the hour from 1 to 12, twice a day the same";
      default -> "";
    };
  }

  private static boolean has(String all, String letters) {
    return letters.chars().anyMatch(letter -> all.indexOf(letter) >= 0);
  }

  private static List<String> parts(String pattern) {
    var parts = new ArrayList<String>();
    var part = PART.matcher(pattern);
    while (part.find()) {
      if (part.group(1) != null) {
        parts.add(part.group());
      }
    }
    return parts;
  }

  String words() {
    return "in '" + pattern + "' '" + letters + "' is " + is + ", did you mean '" + meant + "'?";
  }
}
