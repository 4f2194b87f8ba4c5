package dev.prunella.pipeline;

/**
 * How the numbers of a column are written. A value that is written otherwise is no number: where
 * some rows say {@code EUR} and others {@code USD}, none of both forms reads the column.
 *
 * @param before what stands before each, such as {@code $}; may be empty
 * @param after what stands after each, such as {@code " EUR"}; may be empty
 * @param grouping between groups of three digits of the whole part; empty where they are not
 *     grouped
 * @param point before the decimals
 */
public record NumberForm(String before, String after, String grouping, String point) {
  private static final int LONGEST = 20;

  /** As numbers are written where nobody says otherwise. */
  public static final NumberForm PLAIN = new NumberForm("", "", "", ".");

  public NumberForm {
    requireShort(before, "before");
    requireShort(after, "after");
    requireShort(grouping, "grouping");
    requireShort(point, "decimal separator");
    if (point.isEmpty() || point.equals(grouping)) {
      throw new IllegalArgumentException(
          "a number's decimals stand behind something that does not also group its digits");
    }
  }

  private static void requireShort(String text, String what) {
    if (text.length() > LONGEST) {
      throw new IllegalArgumentException(
          "'" + what + "' has at most " + LONGEST + " characters, not " + text.length());
    }
  }

  /** For people: only what is not plain. */
  public String words() {
    var words = new StringBuilder();
    add(words, "'" + before + "' before", !before.isEmpty());
    add(words, "'" + after + "' after", !after.isEmpty());
    add(words, "'" + grouping + "' between thousands", !grouping.isEmpty());
    add(words, "'" + point + "' for the decimal point", !point.equals("."));
    return words.isEmpty() ? "nothing" : words.toString();
  }

  private static void add(StringBuilder words, String what, boolean there) {
    if (there) {
      words.append(words.isEmpty() ? "" : ", ").append(what);
    }
  }
}
