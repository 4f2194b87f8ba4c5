package dev.prunella.contract;

import java.util.Locale;

/** What kind of value a column holds, in the words of the Open Data Contract Standard. */
public enum LogicalType {
  STRING,
  DATE,
  TIMESTAMP,
  TIME,
  NUMBER,
  INTEGER,
  OBJECT,
  ARRAY,
  BOOLEAN;

  /** As the standard writes it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
