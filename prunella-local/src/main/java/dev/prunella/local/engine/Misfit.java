package dev.prunella.local.engine;

import java.util.Locale;
import java.util.Optional;

/**
 * The first value of a file that its column's type cannot hold as it is.
 *
 * @param row counted from 1, without the header
 * @param becomes what the type would make of it; empty when it is no value of the type at all
 */
record Misfit(long row, String column, String value, Wanted wanted, Optional<String> becomes) {
  private static final int LONGEST = 300;

  /** For people, without the place. */
  String sentence() {
    var type = wanted.type().toLowerCase(Locale.ROOT);
    return "column %s: '%s' %s"
        .formatted(
            column,
            cut(value),
            becomes
                .map(other -> "would become '" + cut(other) + "' as " + type)
                .orElse("is no " + type));
  }

  /** A value as it is shown; whole where it is short. */
  static String cut(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
  }
}
