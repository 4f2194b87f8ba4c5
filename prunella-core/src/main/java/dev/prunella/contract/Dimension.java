package dev.prunella.contract;

import java.util.Locale;

/** Which side of quality a check looks at, in the words of the Open Data Contract Standard. */
public enum Dimension {
  ACCURACY,
  COMPLETENESS,
  CONFORMITY,
  CONSISTENCY,
  COVERAGE,
  TIMELINESS,
  UNIQUENESS;

  /** As the standard writes it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
