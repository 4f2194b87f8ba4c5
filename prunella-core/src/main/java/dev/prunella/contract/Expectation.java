package dev.prunella.contract;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a measured value must be.
 *
 * @param operands as they are written: two for ranges, else one
 */
public record Expectation(Operator operator, List<String> operands) {

  /** Nothing that should not be there was found. */
  public static final Expectation NONE = new Expectation(Operator.BE, List.of("0"));

  /** How a value is compared; both ends of a range belong to it. */
  public enum Operator {
    BE("mustBe", "", 1),
    NOT_BE("mustNotBe", "not ", 1),
    GREATER("mustBeGreaterThan", "more than ", 1),
    GREATER_OR_EQUAL("mustBeGreaterOrEqualTo", "at least ", 1),
    LESS("mustBeLessThan", "less than ", 1),
    LESS_OR_EQUAL("mustBeLessOrEqualTo", "at most ", 1),
    BETWEEN("mustBeBetween", "from ", 2),
    NOT_BETWEEN("mustNotBeBetween", "not from ", 2);

    private final String key;
    private final String words;
    private final int operands;

    Operator(String key, String words, int operands) {
      this.key = key;
      this.words = words;
      this.operands = operands;
    }

    /** The key by which the standard calls it. */
    public String key() {
      return key;
    }

    /** How many values it compares with. */
    public int operands() {
      return operands;
    }

    /** Whether it puts values into an order, so that all of them must be numbers. */
    public boolean orders() {
      return this != BE && this != NOT_BE;
    }
  }

  public Expectation {
    operands = List.copyOf(operands);
    if (operands.size() != operator.operands()) {
      throw new IllegalArgumentException(
          operator.key() + " takes " + operator.operands() + " values, not " + operands.size());
    }
    if (operator.orders() && operands.stream().anyMatch(o -> number(o).isEmpty())) {
      throw new IllegalArgumentException(operator.key() + " takes numbers, not " + operands);
    }
  }

  /** Whether a measured value is as it must be; empty for one that cannot be compared. */
  public Optional<Boolean> holds(String measured) {
    var value = number(measured);
    var numbers = operands.stream().map(Expectation::number).flatMap(Optional::stream).toList();
    if (value.isEmpty() || numbers.size() < operands.size()) {
      return switch (operator) {
        case BE -> Optional.of(measured.equals(operands.getFirst()));
        case NOT_BE -> Optional.of(!measured.equals(operands.getFirst()));
        default -> Optional.empty();
      };
    }
    int first = value.get().compareTo(numbers.getFirst());
    int last = value.get().compareTo(numbers.getLast());
    return Optional.of(
        switch (operator) {
          case BE -> first == 0;
          case NOT_BE -> first != 0;
          case GREATER -> first > 0;
          case GREATER_OR_EQUAL -> first >= 0;
          case LESS -> first < 0;
          case LESS_OR_EQUAL -> first <= 0;
          case BETWEEN -> first >= 0 && last <= 0;
          case NOT_BETWEEN -> first < 0 || last > 0;
        });
  }

  /**
   * Whether all values that hold here also hold there, so that who relies on the other is served as
   * well; false in doubt.
   */
  public boolean impliesOther(Expectation other) {
    if (equals(other)) {
      return true;
    }
    var numbers = operands.stream().map(Expectation::number).flatMap(Optional::stream).toList();
    if (numbers.size() < operands.size()) {
      return false;
    }
    return switch (operator) {
      case BE, BETWEEN ->
          operands.stream().allMatch(o -> other.holds(o).orElse(false))
              && (operator == Operator.BE
                  || (other.operator.orders() && other.operator != Operator.NOT_BETWEEN));
      case LESS, LESS_OR_EQUAL ->
          (other.operator == operator || other.operator == Operator.LESS_OR_EQUAL)
              && bound(other).map(b -> numbers.getFirst().compareTo(b) <= 0).orElse(false);
      case GREATER, GREATER_OR_EQUAL ->
          (other.operator == operator || other.operator == Operator.GREATER_OR_EQUAL)
              && bound(other).map(b -> numbers.getFirst().compareTo(b) >= 0).orElse(false);
      case NOT_BE, NOT_BETWEEN -> false;
    };
  }

  private static Optional<BigDecimal> bound(Expectation other) {
    return number(other.operands.getFirst());
  }

  private static Optional<BigDecimal> number(String text) {
    try {
      // Longer ones are no numbers that anybody wrote, and cost time to compare.
      return text.length() > 100 ? Optional.empty() : Optional.of(new BigDecimal(text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** For people: {@code at most 5}, {@code from 10 to 20}. */
  @Override
  public String toString() {
    return operator.words + operands.stream().collect(Collectors.joining(" to "));
  }
}
