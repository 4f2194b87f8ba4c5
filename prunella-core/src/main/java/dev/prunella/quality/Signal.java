package dev.prunella.quality;

/**
 * What speaks against a cell. The kinds of errors follow Rahm and Do, "Data Cleaning: Problems and
 * Current Approaches" (2000): missing, misspelled, embedded, misfielded, contradicting values.
 */
public enum Signal {
  MISSING("is empty, and almost no other row is"),
  MARKER("holds a word that stands for 'no value'"),
  TEXT("is a number with text around it"),
  SHAPE("is written unlike the others"),
  SPELLING("is rare and close to a frequent value"),
  SLIP("is a misspelling of what rows alike say"),
  DEPENDENCY("differs from what rows alike say"),
  UNKNOWN("is empty, and rows alike have a value"),
  ENCODING("has characters that a wrong decoding leaves"),
  MERGED("holds two columns' values, or lacks what stands in the other"),
  RANGE("is far from the numbers of rows alike"),
  REPEATED("comes twice in a column that identifies rows");

  private final String words;

  Signal(String words) {
    this.words = words;
  }

  /** To stand after the name of the column. */
  public String words() {
    return words;
  }
}
