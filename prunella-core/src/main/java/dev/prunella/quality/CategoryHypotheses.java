package dev.prunella.quality;

import dev.prunella.pipeline.Transformation;
import dev.prunella.quality.Outline.Usual;
import dev.prunella.quality.Rows.Pair;
import dev.prunella.quality.Statistics.ColumnStatistics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Category values replaced by others. Which stands for which is taken from what keys determine, and
 * from steady ratios; never from names or frequencies, which would be guesses.
 */
final class CategoryHypotheses {
  private static final int MOST_PAIRS = 400;

  /** So many of a value's rows must point to one original. */
  private static final double AGREED = 0.8;

  private static final long FEWEST_ROWS = 3;

  /** Two ratios are the same within this, as a logarithm. */
  private static final double SAME_RATIO = 0.01;

  private static final double NEARLY_ALL = 0.9;

  /** Where so many new values begin known ones, they were rather cut than replaced. */
  private static final double BEGINNINGS = 0.3;

  private CategoryHypotheses() {}

  static List<Hypothesis> draw(Suspect s) {
    var out = new ArrayList<Hypothesis>();
    for (var group : s.outline().groups()) {
      var column = group.column();
      boolean suspicious =
          s.assessment().anomalies().stream().anyMatch(TextHypotheses.about(s, column)::explains);
      boolean text = s.outline().column(column).filter(c -> c.type() == TypeClass.TEXT).isPresent();
      if (!group.category() || !suspicious || !text) {
        continue;
      }
      byKeys(s, column).flatMap(m -> recoded(s, column, m, "their keys")).ifPresent(out::add);
      byRatios(s, column).flatMap(m -> recoded(s, column, m, "their ratios")).ifPresent(out::add);
      if (out.isEmpty()) {
        unknown(s, column).ifPresent(out::add);
      }
    }
    return out;
  }

  /** Found to original, by the keys of the rows. */
  private static Optional<Map<String, String>> byKeys(Suspect s, String column) {
    for (var usual : s.outline().usualTexts()) {
      if (!usual.column().equals(column)) {
        continue;
      }
      var byFound = new HashMap<String, List<Pair>>();
      for (var pair : s.rows().against(usual, MOST_PAIRS)) {
        byFound.computeIfAbsent(pair.found(), k -> new ArrayList<>()).add(pair);
      }
      var out = new HashMap<String, String>();
      byFound.forEach(
          (found, pairs) -> {
            long all = pairs.stream().mapToLong(Pair::rows).sum();
            var most = pairs.getFirst();
            if (all >= FEWEST_ROWS && most.rows() >= AGREED * all) {
              out.put(found, most.usual());
            }
          });
      return Optional.of(out);
    }
    return Optional.empty();
  }

  /** Found to original, by ratios that are steady in each category and differ between them. */
  private static Optional<Map<String, String>> byRatios(Suspect s, String column) {
    for (var usual : s.outline().usualNumbers()) {
      if (!usual.key().equals(column) || usual.quantity().under() == null) {
        continue;
      }
      var known = usualRatios(s, usual);
      var out = new HashMap<String, String>();
      for (var g : s.today().groupsBy(column)) {
        Double now = g.medians().get(usual.quantity().toString());
        if (now == null || now <= 0) {
          continue;
        }
        var fitting =
            known.entrySet().stream()
                .filter(e -> Math.abs(Math.log(e.getValue() / now)) < SAME_RATIO)
                .map(Map.Entry::getKey)
                .toList();
        if (fitting.size() == 1) {
          out.put(g.key(), fitting.getFirst());
        }
      }
      if (!out.isEmpty()) {
        return Optional.of(out);
      }
    }
    return Optional.empty();
  }

  private static Map<String, Double> usualRatios(Suspect s, Usual.OfNumber usual) {
    var seen = new HashMap<String, List<Double>>();
    for (var p : s.history().pictures()) {
      for (var g : p.statistics().groupsBy(usual.key())) {
        Double ratio = g.medians().get(usual.quantity().toString());
        if (ratio != null && ratio > 0) {
          seen.computeIfAbsent(g.key(), k -> new ArrayList<>()).add(ratio);
        }
      }
    }
    var out = new HashMap<String, Double>();
    seen.forEach((k, v) -> out.put(k, Numeric.median(v)));
    return out;
  }

  private static Optional<Hypothesis> recoded(
      Suspect s, String column, Map<String, String> found, String evidence) {
    var changed = new HashMap<String, String>();
    found.forEach(
        (now, before) -> {
          if (!now.equals(before)) {
            changed.put(now, before);
          }
        });
    boolean onto = new HashSet<>(found.values()).size() == found.size();
    if (changed.isEmpty() || !onto) {
      return Optional.empty();
    }
    var values = new HashMap<String, String>();
    changed.forEach((now, before) -> values.put(before, now));
    return Optional.of(
        new Hypothesis(
            cause(column, values),
            Optional.of(new Transformation.Recode(column, changed)),
            Hypothesis.Cover.nothing(),
            s.today().groupsBy(column).stream().allMatch(g -> found.containsKey(g.key())),
            0.95,
            List.of(changed.size() + " values of " + column + " stand for others, by " + evidence),
            found.size() < s.today().groupsBy(column).size()
                ? List.of("for values with few rows it is not known")
                : List.of()));
  }

  /** Values that begin their originals were cut; those that differ in case were respelt. */
  private static Cause cause(String column, Map<String, String> values) {
    boolean cut =
        values.entrySet().stream()
            .allMatch(
                e ->
                    e.getKey().startsWith(e.getValue())
                        && e.getKey().length() > e.getValue().length());
    if (cut) {
      long longest = values.values().stream().mapToInt(String::length).max().orElse(0);
      return new Cause.Truncated(column, longest);
    }
    return values.entrySet().stream().allMatch(e -> e.getKey().equalsIgnoreCase(e.getValue()))
        ? new Cause.Respelt(column)
        : new Cause.Recoded(column, values);
  }

  /**
   * Nearly all values are new, and about as many as usual: a new code, whose meaning is not told.
   */
  private static Optional<Hypothesis> unknown(Suspect s, String column) {
    var c = s.column(column);
    if (c.isEmpty()) {
      return Optional.empty();
    }
    var known = s.history().known(column);
    double all = c.get().sample().values().stream().mapToLong(Long::longValue).sum();
    double novel =
        c.get().sample().entrySet().stream()
            .filter(e -> !known.contains(e.getKey()))
            .mapToLong(Map.Entry::getValue)
            .sum();
    double usual = Numeric.median(s.before(x -> x.column(column).map(y -> (double) y.distinct())));
    double many = c.get().distinct() / Math.max(1, usual);
    boolean spelling =
        TextHypotheses.draw(s).stream()
            .anyMatch(
                h ->
                    (h.cause() instanceof Cause.Truncated t && t.column().equals(column))
                        || (h.cause() instanceof Cause.Respelt r && r.column().equals(column)));
    long longest = c.flatMap(ColumnStatistics::texts).map(Statistics.Texts::maxLength).orElse(0L);
    boolean beginnings =
        TextHypotheses.startsOf(new TreeSet<>(known), c.get(), longest) >= BEGINNINGS;
    if (all == 0 || novel < NEARLY_ALL * all || many < 0.5 || many > 2 || spelling || beginnings) {
      return Optional.empty();
    }
    return Optional.of(
        new Hypothesis(
            new Cause.Recoded(column, Map.of()),
            Optional.empty(),
            TextHypotheses.about(s, column),
            false,
            0.8,
            List.of(
                "the values of "
                    + column
                    + " are new, about as many as usual, and all else is as usual"),
            List.of("which stands for which is not told by any key: the owner knows")));
  }
}
