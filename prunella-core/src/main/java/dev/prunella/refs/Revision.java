package dev.prunella.refs;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A way to say which commit is meant: {@code main}, a tag, the first digits of a commit id, {@code
 * main~3} (three commits back), {@code main@{2026-11-22T03:00:00Z}} (as of then), or a bare
 * timestamp (as of then on {@code main}). A ref wins over a commit id, a commit id over a
 * timestamp.
 */
public sealed interface Revision {

  /** A branch, a tag, the first digits of a commit id, or a time. */
  record Named(String name) implements Revision {}

  /** {@code steps} first parents before another revision. */
  record Before(Revision from, int steps) implements Revision {}

  /** The state of a branch or tag at a time. */
  record AsOf(Revision of, Instant at) implements Revision {}

  /** Longest text: no name is as long, and what is nested in it stays bounded. */
  int MAX_LENGTH = 1_000;

  /** Most steps that {@code ~} may go back at once. */
  int MAX_STEPS = 1_000_000;

  Pattern STEPS = Pattern.compile("(.+)~(\\d{0,7})", Pattern.DOTALL);
  Pattern TIME = Pattern.compile("(.+)@\\{(.+)}", Pattern.DOTALL);

  /** Reads a revision; throws {@link LakeException} with what was wrong. */
  static Revision parse(String text) {
    if (text.length() > MAX_LENGTH) {
      throw bad(text.substring(0, 60) + "...", "it is longer than " + MAX_LENGTH + " characters");
    }
    Matcher steps = STEPS.matcher(text);
    if (steps.matches()) {
      int n = steps.group(2).isEmpty() ? 1 : Integer.parseInt(steps.group(2));
      if (n > MAX_STEPS) {
        throw bad(text, "more than " + MAX_STEPS + " steps back");
      }
      return new Before(parse(steps.group(1)), n);
    }
    Matcher time = TIME.matcher(text);
    if (time.matches()) {
      return new AsOf(parse(time.group(1)), instant(time.group(2)));
    }
    if (text.isBlank()) {
      throw bad(text, "it is empty");
    }
    return new Named(text);
  }

  /** A time with offset, a local time (taken as UTC), or a day (its first instant in UTC). */
  static Instant instant(String text) {
    try {
      if (text.length() <= 10) {
        return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
      }
      String iso = text.replaceFirst("^(\\d{4}-\\d{2}-\\d{2}) ", "$1T");
      return iso.matches(".*(Z|[+-]\\d{2}(:?\\d{2})?)")
          ? OffsetDateTime.parse(iso).toInstant()
          : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      throw new LakeException(
          Problem.BAD_REVISION,
          "'" + text + "' is not a time; write it as 2026-11-22 or 2026-11-22T03:00:00Z",
          e);
    }
  }

  /** Whether a name that no ref has is meant as a time. */
  static boolean looksLikeTime(String text) {
    return text.matches("\\d{4}-\\d{2}-\\d{2}([T ].*)?");
  }

  private static LakeException bad(String text, String reason) {
    return new LakeException(
        Problem.BAD_REVISION, "'" + text + "' does not name a commit: " + reason);
  }
}
