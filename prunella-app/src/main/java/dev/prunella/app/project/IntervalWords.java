package dev.prunella.app.project;

import dev.prunella.app.yaml.Problems;
import dev.prunella.refs.DidYouMean;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The words in braces by which a path or an address names a run's interval. */
final class IntervalWords {
  private static final Pattern WORD = Pattern.compile("\\{([A-Za-z_]+)(?::([^{}]*))?}?");

  private static final ZonedDateTime ANY_TIME = Instant.EPOCH.atZone(ZoneOffset.UTC);

  private IntervalWords() {}

  /**
   * Checks a text's words.
   *
   * @param known those that may stand in it
   * @return whether one of them does
   */
  static boolean check(
      String where, int line, String text, List<String> known, Problems.Of problems) {
    boolean named = false;
    var patterns = new ArrayList<String>();
    var word = WORD.matcher(text);
    while (word.find()) {
      var name = word.group(1);
      if (!known.contains(name)) {
        // A glob's {a,b} has no colon and is no slip of the pen.
        if (word.group(2) != null || DidYouMean.among(known, name).isPresent()) {
          problems.add(
              line,
              "'"
                  + where
                  + "': unknown word '{"
                  + name
                  + "'"
                  + DidYouMean.among(known, name)
                      .map(near -> ", did you mean '{" + near + ":'?")
                      .orElse("; known are " + String.join(", ", known)));
        }
        continue;
      }
      named = true;
      if (!word.group().endsWith("}")) {
        problems.add(line, "'" + where + "': '{" + name + "' lacks its closing }");
      } else if (word.group(2) == null || word.group(2).isBlank()) {
        problems.add(
            line, "'" + where + "': say how the time is written: {" + name + ":yyyy-MM-dd}");
      } else if (pattern(where, line, word.group(2), problems)) {
        patterns.add(word.group(2));
      }
    }
    TimeSlip.in(patterns).forEach(slip -> problems.add(line, "'" + where + "': " + slip.words()));
    return named;
  }

  private static boolean pattern(String where, int line, String pattern, Problems.Of problems) {
    boolean good;
    try {
      var written = DateTimeFormatter.ofPattern(pattern).format(ANY_TIME);
      good = !written.isBlank();
    } catch (IllegalArgumentException | DateTimeException e) {
      // Whatever is wrong with it, the sentence below says what would be right.
      good = false;
    }
    if (!good) {
      problems.add(
          line,
          "'"
              + where
              + "': '"
              + pattern
              + "' does not say how a time is written, as yyyy-MM-dd does");
    }
    return good;
  }
}
