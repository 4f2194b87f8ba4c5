package dev.prunella.contract;

/** What a measured number counts. */
public enum Unit {
  ROWS("rows"),
  /** A hundredth of the rows that were looked at; of no rows, it is 0. */
  PERCENT("percent");

  private final String word;

  Unit(String word) {
    this.word = word;
  }

  /** A number of it, in words: {@code 1 row}, {@code 2 rows}. */
  public String of(String number) {
    return number + " " + (this == ROWS && number.equals("1") ? "row" : word);
  }

  /** As the standard writes it. */
  public String word() {
    return word;
  }
}
