package dev.prunella.quality;

import dev.prunella.quality.ColumnFacts.Counted;
import dev.prunella.quality.RowRule.Spelled;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Finds rare values that are slips of frequent ones. How often a proper value has a proper
 * neighbour is measured on the frequent values themselves, which are no slips; what the rare ones
 * have beyond that is taken for slips. Names of towns are close to each other by nature, so that
 * nothing is said of them; the words of a short list are not.
 */
final class SpellingSearch {
  private static final Pattern NUMBER = Pattern.compile("[0-9]+");
  private static final int MOST_VALUES = 20_000;
  private static final long MOST_COMPARED = 20_000_000;
  private static final long LEAST_ROWS = 50;
  private static final int SHORT = 50;
  private static final long FREQUENT = 5;
  private static final int PER_EDIT = 6;

  /** A slip is at most so many times as frequent as what was meant. */
  private static final double RARE = 0.1;

  /** Frequent values must be in so many of the rows, or nothing is usual. */
  private static final double LEAST_COVER = 0.5;

  private static final double MOST_CONFIDENT = 0.95;
  private static final double LEAST_CONFIDENT = 0.5;

  private SpellingSearch() {}

  static Optional<InferredRule> of(ColumnFacts facts) {
    if (facts.numeric()
        || !facts.whole()
        || facts.distinct() > MOST_VALUES
        || facts.filled() < LEAST_ROWS) {
      return Optional.empty();
    }
    var rule = of(facts, facts.values());
    return rule.isPresent() ? rule : ofTemplates(facts);
  }

  /** A few values that all return, of which none is a slip. */
  static Optional<InferredRule> shortList(ColumnFacts facts) {
    if (facts.numeric()
        || facts.holdsNumbers()
        || !facts.whole()
        || facts.distinct() > SHORT
        || facts.filled() < LEAST_ROWS
        || facts.values().stream().anyMatch(v -> v.rows() < FREQUENT)) {
      return Optional.empty();
    }
    var valid = facts.values().stream().map(Counted::text).sorted().toList();
    return Optional.of(
        new InferredRule(
            new Spelled(facts.name(), valid, Map.of()), facts.filled(), 0, LEAST_CONFIDENT));
  }

  /** Values by what they are but for their numbers: the words around a number are few. */
  private static Optional<InferredRule> ofTemplates(ColumnFacts facts) {
    var templates = new HashMap<String, Long>();
    facts.values().forEach(v -> templates.merge(template(v.text()), v.rows(), Long::sum));
    var counted = new ArrayList<Counted>();
    templates.forEach((text, rows) -> counted.add(new Counted(text, rows)));
    counted.sort(Comparator.comparingLong(Counted::rows).reversed().thenComparing(Counted::text));
    return of(facts, counted)
        .flatMap(
            rule -> rule.rule() instanceof Spelled s ? applied(facts, rule, s) : Optional.empty());
  }

  private static Optional<InferredRule> applied(
      ColumnFacts facts, InferredRule templates, Spelled rule) {
    var slips = new HashMap<String, String>();
    for (var value : facts.values()) {
      var meant = rule.slips().get(template(value.text()));
      if (meant != null) {
        slips.put(value.text(), filled(meant, value.text()));
      }
    }
    return Optional.of(
        new InferredRule(
            new Spelled(facts.name(), rule.valid(), slips),
            templates.support(),
            templates.violations(),
            templates.confidence()));
  }

  private static String template(String text) {
    return NUMBER.matcher(text).replaceAll("9");
  }

  /** The template with the numbers of a text, as far as there are some. */
  private static String filled(String template, String text) {
    var numbers = NUMBER.matcher(text);
    return Pattern.compile("9")
        .matcher(template)
        .replaceAll(at -> numbers.find() ? numbers.group() : "9");
  }

  private static Optional<InferredRule> of(ColumnFacts facts, List<Counted> values) {
    var frequent = new ArrayList<Counted>();
    var rare = new ArrayList<Counted>();
    long covered = 0;
    for (var value : values) {
      if (value.rows() >= FREQUENT) {
        frequent.add(value);
        covered += value.rows();
      } else {
        rare.add(value);
      }
    }
    long compared = (long) frequent.size() * values.size();
    if (frequent.isEmpty() || compared > MOST_COMPARED || covered < LEAST_COVER * facts.filled()) {
      return Optional.empty();
    }
    return judge(facts, Vocabulary.of(values), frequent, rare);
  }

  private static Optional<InferredRule> judge(
      ColumnFacts facts, Vocabulary known, List<Counted> frequent, List<Counted> rare) {
    var near = new Near(frequent);
    var slips = new HashMap<String, String>();
    long rows = 0;
    int proper = 0;
    int properNear = 0;
    var all = new ArrayList<Counted>(frequent);
    all.addAll(rare);
    for (var value : all) {
      var meant = near.to(value, known);
      boolean slip = meant.isPresent() && value.rows() <= RARE * meant.get().rows();
      if (slip) {
        slips.put(value.text(), meant.get().text());
        rows += value.rows();
      } else if (value.rows() >= FREQUENT) {
        proper++;
        properNear += meant.isPresent() ? 1 : 0;
      }
    }
    if (slips.isEmpty()) {
      return Optional.empty();
    }
    double chance = (properNear + 1.0) / (proper + 2.0);
    double expected = chance * (rare.size() + frequent.size() - proper);
    double confidence = MOST_CONFIDENT * (1 - Math.min(1, expected / slips.size()));
    if (confidence < LEAST_CONFIDENT) {
      return Optional.empty();
    }
    var valid =
        all.stream().map(Counted::text).filter(v -> !slips.containsKey(v)).sorted().toList();
    return Optional.of(
        new InferredRule(
            new Spelled(facts.name(), valid, slips), facts.filled(), rows, confidence));
  }

  /** Frequent values, asked for the most frequent one that a text may be a slip of. */
  private static final class Near {
    private static final int LETTERS = 64;

    private final List<Counted> frequent;
    private final Map<String, byte[]> bags = new HashMap<>();

    Near(List<Counted> frequent) {
      this.frequent = frequent;
      frequent.forEach(f -> bags.put(f.text(), bag(f.text())));
    }

    Optional<Counted> to(Counted value, Vocabulary known) {
      var bag = bag(value.text());
      return frequent.stream()
          .filter(f -> f.rows() > value.rows() || bags.containsKey(value.text()))
          .filter(f -> !f.text().equals(value.text()))
          .filter(f -> close(value.text(), bag, f))
          .filter(f -> Misspelling.is(value.text(), f.text(), known, PER_EDIT))
          .max(Comparator.comparingLong(Counted::rows));
    }

    /** Each edit changes at most two counts: cheaper than a distance, and excludes most. */
    private boolean close(String text, byte[] bag, Counted frequent) {
      var other = bags.get(frequent.text());
      int length = frequent.text().length();
      boolean even = length == text.length();
      int most = even ? Math.max(2, length) : 2 * Math.max(1, length / PER_EDIT);
      if (!even && Math.abs(length - text.length()) > most) {
        return false;
      }
      int apart = 0;
      for (int i = 0; i < LETTERS && other != null && apart <= most; i++) {
        apart += Math.abs(bag[i] - other[i]);
      }
      return apart <= most;
    }

    private static byte[] bag(String text) {
      var out = new byte[LETTERS];
      for (int i = 0; i < text.length(); i++) {
        int at = text.charAt(i) % LETTERS;
        out[at] = (byte) Math.min(Byte.MAX_VALUE, out[at] + 1);
      }
      return out;
    }
  }
}
