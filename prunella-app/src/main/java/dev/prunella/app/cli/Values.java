package dev.prunella.app.cli;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Single values of tables, as text. */
final class Values {
  private static final int LONGEST = 60;

  private Values() {}

  /** For a cell: long values are cut, nothing is shown as such. */
  static String text(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case BigDecimal decimal -> decimal.toPlainString();
      default -> Words.cut(value.toString(), LONGEST);
    };
  }
}
