package dev.prunella.quality;

/** What can be asked of a column's values. */
public enum TypeClass {
  NUMBER,
  /** Texts, truth values, and whatever else is compared by its text. */
  TEXT,
  /** Dates and timestamps. */
  TIME
}
