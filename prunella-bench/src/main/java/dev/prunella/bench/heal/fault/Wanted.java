package dev.prunella.bench.heal.fault;

import dev.prunella.bench.heal.scenario.Parameter;
import dev.prunella.bench.heal.scenario.Parameter.Holds;
import java.util.Arrays;
import java.util.List;

/** What several kinds want to know. */
final class Wanted {
  static final List<Parameter> NOTHING = List.of();

  private static final double LEAST_SHARE = 0.001;
  private static final double LEAST_FACTOR = 0.000_001;
  private static final double MOST_FACTOR = 1_000_000;

  private Wanted() {}

  static Parameter.Column column(Holds holds) {
    return new Parameter.Column("column", "the column that changes", holds);
  }

  /** A factor; one of these by seed where it is left out. */
  static Parameter.Amount factor(double... choices) {
    return number("by", "the factor of the numbers", LEAST_FACTOR, MOST_FACTOR, false, choices);
  }

  /** A share, up to a most; one of these by seed where it is left out. */
  static Parameter.Amount share(String says, double most, double... choices) {
    return number("share", says, LEAST_SHARE, most, false, choices);
  }

  /** A whole number. */
  static Parameter.Amount whole(
      String name, String says, double least, double most, double... choices) {
    return number(name, says, least, most, true, choices);
  }

  private static Parameter.Amount number(
      String name, String says, double least, double most, boolean whole, double... choices) {
    return new Parameter.Amount(
        name, says, least, most, whole, Arrays.stream(choices).boxed().toList(), "");
  }
}
