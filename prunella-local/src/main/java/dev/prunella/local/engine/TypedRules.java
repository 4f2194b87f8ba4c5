package dev.prunella.local.engine;

import dev.prunella.local.engine.ExactSelect.Rule;
import dev.prunella.pipeline.NumberForm;

/** When a value that has a type already is exactly one of another. */
final class TypedRules {
  private TypedRules() {}

  /**
   * The rule.
   *
   * @param form how numbers are written where they come as text
   */
  static Rule of(Wanted wanted, String there, NumberForm form) {
    var to = plain(wanted.type());
    var from = plain(there);
    if (to.equals(from) || to.equals("VARCHAR") || from.equals(RowsFile.NOTHING)) {
      return new Rule.Cast();
    }
    if (from.equals("VARCHAR")) {
      return TextRule.of(wanted)
          .<Rule>map(rule -> new Rule.Text(rule, rule.isNumber() ? form : NumberForm.PLAIN))
          .orElse(new Rule.Cast());
    }
    boolean dropsTheZone = from.startsWith("TIMESTAMPTZ") && !to.startsWith("TIMESTAMPTZ");
    if (dropsTheZone) {
      return new Rule.Never();
    }
    boolean takesTheNearest =
        (to.equals("DOUBLE") || to.equals("FLOAT")) && from.matches("(FLOAT|DOUBLE|DECIMAL).*");
    return takesTheNearest ? new Rule.Cast() : new Rule.ThereAndBack(there);
  }

  private static String plain(String type) {
    return type.replace("TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ");
  }
}
