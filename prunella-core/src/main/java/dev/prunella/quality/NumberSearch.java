package dev.prunella.quality;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Finds columns of numbers, and what keeps them from being read as such. */
final class NumberSearch {
  private static final long LEAST_ROWS = 50;
  private static final double LEAST_NUMBERS = 0.5;
  private static final double LEAST_WITH_UNIT = 0.95;
  private static final double LEAST_SPELLING = 0.01;
  private static final double ONE_SPELLING = 0.8;
  private static final double MOST_MARKERS = 0.1;

  /** What pandas reads as no value by default, in lower case. */
  private static final Set<String> MARKERS =
      Set.of(
          "n/a",
          "#n/a",
          "na",
          "#na",
          "<na>",
          "null",
          "nan",
          "-nan",
          "none",
          "1.#ind",
          "-1.#ind",
          "1.#qnan",
          "-1.#qnan",
          "#n/a n/a");

  /** Among numbers these can mean nothing else either. */
  private static final Set<String> AMONG_NUMBERS =
      Set.of("-", "--", "?", ".", "missing", "unknown", "empty", "nil");

  /** In a column of words these are no words. */
  private static final Set<String> AMONG_WORDS =
      Set.of("n/a", "#n/a", "<na>", "null", "nan", "#n/a n/a");

  /** Money and percentages: a letter could make a code of the number. */
  private static final Pattern SIGNED =
      Pattern.compile("[\\p{Sc}]?\\s*[-+]?[0-9]+([.,][0-9]+)*\\s*[%\\p{Sc}]?");

  private static final Pattern WITH_UNIT =
      Pattern.compile("([-+]?[0-9]+(?:[.,][0-9]+)?)\\s*([^0-9]+)");

  private static final Pattern NUMBER =
      Pattern.compile("[-+]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][-+]?[0-9]+)?");

  private NumberSearch() {}

  /** The rules of a column, none of a column whose type is a number. */
  static List<InferredRule> of(ColumnFacts facts) {
    if (facts.numeric() || facts.filled() < LEAST_ROWS) {
      return List.of();
    }
    var out = new ArrayList<InferredRule>();
    boolean numbers = facts.numbers() >= LEAST_NUMBERS * facts.filled();
    markers(facts, numbers, out);
    if (numbers) {
      plain(facts, out);
    } else {
      units(facts, out);
    }
    return out;
  }

  static boolean isNumber(String text) {
    return NUMBER.matcher(text).matches();
  }

  private static void markers(ColumnFacts facts, boolean numbers, List<InferredRule> out) {
    var found = new TreeSet<String>();
    long rows = 0;
    for (var value : facts.values()) {
      var text = value.text().toLowerCase(Locale.ROOT);
      if (numbers
          ? (MARKERS.contains(text) || AMONG_NUMBERS.contains(text)) && !isNumber(text)
          : AMONG_WORDS.contains(text)) {
        found.add(value.text());
        rows += value.rows();
      }
    }
    if (rows > 0 && (numbers || rows <= MOST_MARKERS * facts.filled())) {
      out.add(
          new InferredRule(
              new RowRule.Unmarked(facts.name(), List.copyOf(found)),
              facts.filled(),
              rows,
              numbers ? 0.8 : 0.6));
    }
  }

  private static void plain(ColumnFacts facts, List<InferredRule> out) {
    long signed = 0;
    for (var value : facts.values()) {
      if (!isNumber(value.text()) && SIGNED.matcher(value.text()).matches()) {
        signed += value.rows();
      }
    }
    if (signed > 0 || facts.numbers() == facts.filled()) {
      out.add(new InferredRule(new RowRule.Plain(facts.name()), facts.filled(), signed, 0.8));
    }
  }

  private static void units(ColumnFacts facts, List<InferredRule> out) {
    var spellings = new HashMap<String, Long>();
    var numbers = new HashMap<String, Set<String>>();
    long rows = 0;
    for (var value : facts.values()) {
      var parts = WITH_UNIT.matcher(value.text());
      if (parts.matches()) {
        rows += value.rows();
        spellings.merge(parts.group(2), value.rows(), Long::sum);
        numbers.computeIfAbsent(parts.group(2), k -> new HashSet<>()).add(parts.group(1));
      }
    }
    if (rows < LEAST_WITH_UNIT * facts.filled() || !twice(facts, spellings, numbers)) {
      return;
    }
    var accused =
        spellings.entrySet().stream()
            .filter(e -> e.getValue() < ONE_SPELLING * facts.filled())
            .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
            .limit(100)
            .toList();
    out.add(
        new InferredRule(
            new RowRule.OneUnit(facts.name(), accused.stream().map(Map.Entry::getKey).toList()),
            facts.filled(),
            accused.stream().mapToLong(Map.Entry::getValue).sum(),
            0.6));
  }

  /** Whether one unit has two spellings, both in use and for the same numbers. */
  private static boolean twice(
      ColumnFacts facts, Map<String, Long> spellings, Map<String, Set<String>> numbers) {
    var seen = new HashMap<String, String>();
    for (var e : spellings.entrySet()) {
      if (e.getValue() < LEAST_SPELLING * facts.filled()) {
        continue;
      }
      var letters = e.getKey().toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}%]+", "");
      var other = seen.putIfAbsent(letters, e.getKey());
      if (other != null
          && numbers.getOrDefault(other, Set.of()).stream()
              .anyMatch(numbers.getOrDefault(e.getKey(), Set.of())::contains)) {
        return true;
      }
    }
    return false;
  }
}
