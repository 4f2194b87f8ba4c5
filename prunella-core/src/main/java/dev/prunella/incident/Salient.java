package dev.prunella.incident;

import dev.prunella.incident.Line.Role;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The lines of a log that matter: the last exception, its causes, error lines; not the frames of
 * stacks, which name innocent functions.
 *
 * <p>Takes time in proportion to the text, and looks at no line beyond its first {@value
 * #LONGEST_LINE} characters.
 */
final class Salient {
  static final int LONGEST_LINE = 4000;

  /** No failure needs more lines to be told. */
  static final int MOST_LINES = 60;

  private static final int MOST_READ = 100_000;

  private static final char ESCAPE = 0x1b;

  // Possessive and anchored, so that none of them ever goes back over a line.
  private static final Pattern JAVA_FRAME =
      Pattern.compile("^\\s*+(at\\s++[\\w$.<>/@-]++\\(.*|\\.{3}( \\d++ (more|common).*)?)$");
  private static final Pattern PYTHON_FRAME =
      Pattern.compile("^\\s*+File \"[^\"]*+\", line \\d++.*");

  /** Colours and other commands to a terminal. */
  private static final Pattern ANSI =
      Pattern.compile(
          "\u001b(?:\\[[0-9;?]{0,40}+[ -/]{0,4}+[@-~]|\\][^\u0007\u001b]{0,300}+(?:\u0007|\u001b\\\\)?+|[@-Z\\\\^_])");

  private static final Pattern MARKS = Pattern.compile("^[\\s|^~-]++$");
  private static final Pattern EXCEPTION =
      Pattern.compile(
          "^(?:[a-zA-Z_$][\\w$]*+\\.)*+[A-Za-z_$][\\w$]*+(?:Error|Exception|Failure|Timeout|Fault|Interrupt|Exit|Warning|Violation|Denied|Detected)[\\w$]*+(?:[: ].*)?$");
  private static final Pattern DOTTED =
      Pattern.compile("^(?:[a-z_][\\w]*+\\.)++[A-Z][\\w$]*+(?:: .*)?$");

  /** A line whose turn to be masked may never come. */
  private record Judged(String text, double weight, Role role) {}

  private Salient() {}

  /** The lines that matter, in the text's order. */
  static List<Line> of(String text) {
    var read = new ArrayList<Judged>();
    var state = new State();
    text.lines()
        .limit(MOST_READ)
        .forEach(
            raw -> {
              var line = raw.length() > LONGEST_LINE ? raw.substring(0, LONGEST_LINE) : raw;
              if (line.indexOf(ESCAPE) >= 0) {
                line = ANSI.matcher(line).replaceAll("");
              }
              if (!line.isBlank()) {
                var judged = state.judge(line);
                if (judged.weight() > 0) {
                  read.add(judged);
                }
              } else {
                state.blank();
              }
            });
    return most(promoted(read)).stream()
        .map(j -> new Line(j.text(), Signature.mask(j.text()), j.weight(), j.role()))
        .toList();
  }

  /** The last exception of all is the failure itself. */
  private static List<Judged> promoted(List<Judged> lines) {
    for (int i = lines.size() - 1; i >= 0; i--) {
      var line = lines.get(i);
      if (line.role() == Role.ROOT) {
        return lines;
      }
      if (line.role() == Role.ERROR) {
        var copy = new ArrayList<>(lines);
        copy.set(i, new Judged(line.text(), 1, Role.ROOT));
        return copy;
      }
    }
    return lines;
  }

  /**
   * Of too many lines those that weigh most; of equal ones the last, where logs tell how it ended.
   */
  private static List<Judged> most(List<Judged> lines) {
    if (lines.size() <= MOST_LINES) {
      return lines;
    }
    var order = new ArrayList<Integer>();
    for (int i = 0; i < lines.size(); i++) {
      order.add(i);
    }
    order.sort(
        Comparator.<Integer>comparingDouble(i -> -lines.get(i).weight())
            .thenComparing(Comparator.reverseOrder()));
    return order.stream().limit(MOST_LINES).sorted().map(lines::get).toList();
  }

  /** What the lines before say about the next one. */
  private static final class State {
    private boolean inTraceback;
    private boolean afterFrame;

    void blank() {
      afterFrame = false;
    }

    Judged judge(String line) {
      var stripped = line.strip();
      var lower = stripped.toLowerCase(Locale.ROOT);
      if (lower.startsWith("traceback (most recent call last)")) {
        inTraceback = true;
        afterFrame = false;
        return none(line);
      }
      if (JAVA_FRAME.matcher(line).matches() || MARKS.matcher(line).matches()) {
        return none(line);
      }
      if (PYTHON_FRAME.matcher(line).matches()) {
        afterFrame = true;
        return none(line);
      }
      if (inTraceback && line.startsWith("  ")) {
        return none(line);
      }
      if (afterFrame && line.startsWith("    ")) {
        return none(line);
      }
      afterFrame = false;
      boolean ended = inTraceback;
      inTraceback = false;
      return weighed(stripped, lower, ended);
    }

    private static Judged weighed(String line, String lower, boolean afterTraceback) {
      if (lower.startsWith("caused by")) {
        return new Judged(line, 1, Role.ROOT);
      }
      if (afterTraceback || EXCEPTION.matcher(line).matches() || DOTTED.matcher(line).matches()) {
        return new Judged(line, 0.95, Role.ERROR);
      }
      if (isEcho(lower)) {
        return new Judged(line, 0.2, Role.ECHO);
      }
      if (lower.startsWith("detail:")
          || lower.contains(" detail: ")
          || lower.startsWith("hint:")
          || lower.startsWith("during handling of")
          || lower.startsWith("the above exception")) {
        return new Judged(line, lower.startsWith("detail:") ? 0.6 : 0.35, Role.DETAIL);
      }
      if (lower.contains("error")
          || lower.contains("fatal")
          || lower.contains("exception")
          || lower.contains("fail")) {
        return new Judged(line, level(lower, 0.9), Role.ERROR);
      }
      return new Judged(line, level(lower, 0.65), Role.OTHER);
    }

    /** What a log calls information, or only a warning, seldom is the failure. */
    private static double level(String lower, double otherwise) {
      var head = lower.substring(0, Math.min(80, lower.length()));
      if (head.contains("info") || head.contains("debug")) {
        return 0.3;
      }
      return head.contains("warn") ? 0.5 : otherwise;
    }

    private static boolean isEcho(String lower) {
      return lower.matches("^line \\d{1,9}:.*")
          || lower.startsWith("statement:")
          || lower.contains(" statement: ")
          || lower.startsWith("context:")
          || lower.startsWith("original line:")
          || lower.startsWith("== sql")
          || lower.startsWith("select ")
          || lower.startsWith("[sql:")
          || lower.startsWith("compiled code at")
          || lower.startsWith("see also");
    }

    private static Judged none(String line) {
      return new Judged(line, 0, Role.OTHER);
    }
  }
}
