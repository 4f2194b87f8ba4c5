package dev.prunella.bench.heal.scenario;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * What a kind of fault wants to know beside place and time. Each may be left out. One declaration,
 * four readers: scenarios are checked by it, faults are made by it, and editors and people are told
 * of it.
 */
public sealed interface Parameter {
  /** The key in a scenario. */
  String name();

  /** What it means, and its unit. */
  String says();

  /** What may be given, for the end of a sentence. */
  String range();

  /** What holds where it is left out. */
  String otherwise();

  /** What is wrong with a value by itself, whatever the ground; empty for nothing. */
  default Optional<String> problem(String value) {
    return Optional.empty();
  }

  /** What a column must hold. */
  enum Holds {
    NUMBERS("numbers", "DECIMAL.*|DOUBLE|FLOAT|.*INT|.*INTEGER"),
    BROKEN_NUMBERS("numbers with a point", "DECIMAL.*|DOUBLE|FLOAT"),
    TIMES("dates or times", "DATE|TIMESTAMP.*"),
    TIMESTAMPS("times", "TIMESTAMP.*"),
    TEXTS("texts", "VARCHAR"),
    ANYTHING("anything", ".*");

    /** For a sentence. */
    public final String words;

    private final String types;

    Holds(String words, String types) {
      this.words = words;
      this.types = types;
    }

    /** Whether a column of one of DuckDB's types does. */
    public boolean is(String type) {
      return type.matches(types);
    }
  }

  /** A column of the source, by the ground's own name. */
  record Column(String name, String says, Holds holds) implements Parameter {
    @Override
    public String range() {
      return "a column of " + holds.words;
    }

    @Override
    public String otherwise() {
      return "by seed";
    }
  }

  /** Rows with one value of a column: {@code COLUMN = VALUE}. */
  record Condition(String name, String says) implements Parameter {
    @Override
    public String range() {
      return "COLUMN = VALUE, or COLUMN alone for a value by seed";
    }

    @Override
    public String otherwise() {
      return "by seed";
    }

    /** The column that a condition names. */
    public static String column(String condition) {
      return condition.split("=", 2)[0].strip();
    }

    /** The value that it names, if any. */
    public static Optional<String> value(String condition) {
      var parts = condition.split("=", 2);
      return parts.length < 2
          ? Optional.empty()
          : Optional.of(parts[1].strip()).filter(v -> !v.isEmpty());
    }
  }

  /** A word of the scenario's own. */
  record Word(String name, String says, String otherwise) implements Parameter {
    @Override
    public String range() {
      return "a word";
    }
  }

  /**
   * A number.
   *
   * @param least it may be
   * @param most it may be
   * @param whole whether it has nothing behind the point
   * @param choices of which one is taken by seed where it is left out; empty where it is reckoned
   * @param reckoned how, for people; empty where there are choices
   */
  record Amount(
      String name,
      String says,
      double least,
      double most,
      boolean whole,
      List<Double> choices,
      String reckoned)
      implements Parameter {
    public Amount {
      choices = List.copyOf(choices);
    }

    @Override
    public String range() {
      return (whole ? "a whole number" : "a number")
          + " from "
          + shown(least)
          + " to "
          + shown(most);
    }

    @Override
    public String otherwise() {
      return choices.isEmpty()
          ? reckoned
          : choices.size() == 1
              ? shown(choices.getFirst())
              : "one of "
                  + choices.stream().map(Amount::shown).collect(Collectors.joining(", "))
                  + " by seed";
    }

    @Override
    public Optional<String> problem(String value) {
      try {
        double number = Double.parseDouble(value);
        if (number >= least && number <= most && (!whole || number == Math.rint(number))) {
          return Optional.empty();
        }
      } catch (NumberFormatException e) {
        // Told below, as numbers out of range are.
      }
      return Optional.of("'" + name + "' is " + range() + ", not " + value + ": " + says);
    }

    /**
     * What is given, or one of the choices.
     *
     * @throws IllegalArgumentException if what is given is none
     */
    public double of(Map<String, String> given, RandomGenerator random) {
      var text = given.get(name);
      if (text == null) {
        return choices.get(random.nextInt(choices.size()));
      }
      var problem = problem(text);
      if (problem.isPresent()) {
        throw new IllegalArgumentException(problem.get());
      }
      return Double.parseDouble(text);
    }

    private static String shown(double number) {
      return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }
  }
}
