package dev.prunella.incident;

import java.util.List;

/**
 * An error in its system's own notation, found in a text.
 *
 * @param system whose notation, such as {@code sqlstate}, {@code http}, {@code errno}, {@code
 *     exception}
 * @param code such as {@code 42703}, {@code 503}, {@code FileNotFoundException}
 */
public record ErrorCode(String system, String code) {
  /** Those that stand in a text, the most telling first. */
  public static List<ErrorCode> in(String text) {
    return ErrorCodes.in(Salient.of(text));
  }

  @Override
  public String toString() {
    return system + " " + code;
  }
}
