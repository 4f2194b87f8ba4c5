package dev.prunella.quality;

/** A side of the data that a detector looks at. */
public enum Aspect {
  ROWS("number of rows"),
  NULLS("missing values"),
  RANGE("least and greatest"),
  VALUES("distribution"),
  KINDS_OF_NUMBER("zeros, signs and decimals"),
  SUPPORT("values never seen"),
  FORMAT("lengths and characters"),
  CALENDAR("naming the interval"),
  CATEGORIES("shares of categories"),
  GROUP_VALUES("values by category"),
  USUALS("rows against what their keys usually have"),
  TIMES("times"),
  RELATIONS("relations between columns"),
  DEPENDENCIES("what keys determine"),
  DUPLICATES("equal rows"),
  REPEATS("content of an earlier interval");

  private final String words;

  Aspect(String words) {
    this.words = words;
  }

  /** For people. */
  public String words() {
    return words;
  }
}
