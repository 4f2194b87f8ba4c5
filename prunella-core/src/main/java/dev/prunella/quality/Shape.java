package dev.prunella.quality;

/**
 * How a text is written: upper case letters as A, other letters as a, digits as 9, all else as it
 * is. The engine computes the same by regular expressions; only the two replacements of each step
 * below are used for that, so that both agree.
 */
public final class Shape {

  /** Longer texts are looked at by this many characters. */
  public static final int LENGTH = 80;

  /** What stands for what; letters without case count as lower case. */
  public static final String UPPER = "\\p{Lu}";

  public static final String LOWER = "[\\p{Ll}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]";
  public static final String DIGIT = "[0-9]";

  private Shape() {}

  /** Runs of one class are one character: {@code 9-9} for {@code 12-345}. */
  public static String coarse(String text) {
    return of(text, "+");
  }

  /** Each character counts: {@code 99-999} for {@code 12-345}. */
  public static String fine(String text) {
    return of(text, "");
  }

  private static String of(String text, String run) {
    return text.substring(0, Math.min(LENGTH, text.length()))
        .replaceAll(UPPER + run, "A")
        .replaceAll(LOWER + run, "a")
        .replaceAll(DIGIT + run, "9");
  }

  /** A regular expression for the texts of a coarse shape. */
  static String pattern(String shape) {
    var out = new StringBuilder();
    for (int i = 0; i < shape.length(); i++) {
      char c = shape.charAt(i);
      switch (c) {
        case 'A' -> out.append(UPPER).append('+');
        case 'a' -> out.append(LOWER).append('+');
        case '9' -> out.append(DIGIT).append('+');
        default -> {
          if ("\\.[]{}()*+-?^$|".indexOf(c) >= 0) {
            out.append('\\');
          }
          out.append(c);
        }
      }
    }
    return out.toString();
  }
}
