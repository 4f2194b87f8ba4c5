package dev.prunella.incident;

import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A failure's text with ids, numbers, paths, times, hosts and quoted values masked: the same
 * failure of another day has the same signature.
 *
 * @param text the masked lines that matter, at most {@value #LONGEST} characters
 */
public record Signature(String text) {
  private static final int LONGEST = 2000;

  // Each starts at a fixed character or class and never goes back, so the time is linear.
  private static final Pattern QUOTED =
      Pattern.compile("'[^'\\n]{0,200}+'|\"[^\"\\n]{0,200}+\"|`[^`\\n]{0,200}+`");
  private static final Pattern URL = Pattern.compile("\\b[a-z][a-z0-9+]{1,10}+://[^\\s,;)\\]}>]++");
  private static final Pattern PATH =
      Pattern.compile("(?<![\\w.])(?:[A-Za-z]:)?(?:[/\\\\][\\w.@=+~%-]++){2,}+/?");
  private static final Pattern TIME =
      Pattern.compile(
          "\\b\\d{4}-\\d{2}-\\d{2}(?:[T ]\\d{2}:\\d{2}(?::\\d{2}(?:[.,]\\d{1,9})?+)?+)?+(?:Z|[+-]\\d{2}:?\\d{2})?+|\\b\\d{1,2}:\\d{2}:\\d{2}(?:[.,]\\d{1,9})?+");
  private static final Pattern HEX =
      Pattern.compile(
          "\\b(?:0x[0-9a-fA-F]++|[0-9a-fA-F]{8}+(?:-[0-9a-fA-F]{4}){3}+-[0-9a-fA-F]{12}|(?=[a-f]*+\\d)[0-9a-f]{12,64}+)\\b");
  private static final Pattern HOST =
      Pattern.compile(
          "\\b(?:\\d{1,3}\\.){3}\\d{1,3}(?::\\d{1,5})?+\\b|\\b(?:[a-z0-9-]{1,63}\\.){2,6}[a-z]{2,12}:\\d{1,5}\\b");
  private static final Pattern NUMBER = Pattern.compile("(?<![A-Za-z\\d_])[-+]?\\d[\\d,._]*+");

  /** The signature of a failure's text. */
  public static Signature of(String text) {
    return of(Salient.of(text));
  }

  /** The same; of a text in which no line tells of a failure, all of it with what varies masked. */
  public static Signature ofAny(String text) {
    var signature = of(text);
    if (!signature.text().isEmpty()) {
      return signature;
    }
    var masked = masked(text.length() <= LONGEST ? text : text.substring(0, LONGEST));
    return new Signature(masked.length() <= LONGEST ? masked : masked.substring(0, LONGEST));
  }

  /** A sentence with ids, numbers, paths, times, hosts and quoted values masked. */
  public static String masked(String sentence) {
    return mask(sentence).strip();
  }

  static Signature of(java.util.List<Line> lines) {
    var masked =
        lines.stream()
            .filter(line -> line.tells(0.5))
            .map(Line::masked)
            .distinct()
            .collect(Collectors.joining("\n"));
    return new Signature(masked.length() <= LONGEST ? masked : masked.substring(0, LONGEST));
  }

  /** A line with what varies masked. */
  static String mask(String line) {
    var masked = URL.matcher(line).replaceAll("<url>");
    masked = TIME.matcher(masked).replaceAll("<time>");
    masked = PATH.matcher(masked).replaceAll("<path>");
    masked = HEX.matcher(masked).replaceAll("<id>");
    masked = HOST.matcher(masked).replaceAll("<host>");
    masked = QUOTED.matcher(masked).replaceAll("<value>");
    return NUMBER.matcher(masked).replaceAll("<n>");
  }

  /** Sixteen hexadecimal digits, the same on every machine and in every version. */
  public String hash() {
    // FNV-1a: what is hashed is public, and nobody gains by a collision.
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    return String.format(java.util.Locale.ROOT, "%016x", hash);
  }
}
