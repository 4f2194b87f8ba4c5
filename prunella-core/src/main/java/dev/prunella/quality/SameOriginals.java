package dev.prunella.quality;

import dev.prunella.pipeline.Transformation;
import dev.prunella.pipeline.Transformation.Recode;
import dev.prunella.pipeline.Transformation.Respell;
import java.util.List;
import java.util.Locale;

/**
 * Hypotheses that name the same original for every value are one and do not stand in each other's
 * way: that keys tell by themselves what a rule of spelling gives speaks for the rule, which also
 * holds for values with too few rows for any key to tell.
 */
final class SameOriginals {
  /** What the engine trims, too. */
  private static final String BLANKS = "[ \t\r\n]*";

  private SameOriginals() {}

  /** The hypotheses without those that only say for some values what a rule says for all. */
  static List<Hypothesis> once(List<Hypothesis> all) {
    return all.stream()
        .filter(one -> all.stream().noneMatch(other -> saysAll(other, one)))
        .toList();
  }

  private static boolean saysAll(Hypothesis rule, Hypothesis list) {
    return rule.change().orElse(null) instanceof Respell respell
        && list.change().orElse(null) instanceof Recode recode
        && respell.column().equals(recode.column())
        && recode.values().entrySet().stream()
            .allMatch(value -> spelt(value.getKey(), respell.to()).equals(value.getValue()));
  }

  private static String spelt(String value, Transformation.Spelling to) {
    return switch (to) {
      case UPPER -> value.toUpperCase(Locale.ROOT);
      case LOWER -> value.toLowerCase(Locale.ROOT);
      case TRIMMED -> value.replaceAll("^" + BLANKS + "|" + BLANKS + "$", "");
    };
  }
}
