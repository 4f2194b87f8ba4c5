package dev.prunella.incident;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Finds the failures that are most like one, among some that are held in memory. Immutable. */
public final class Similar {
  private final List<Entry> entries;
  private final Likeness likeness;

  /**
   * A failure that was found.
   *
   * @param likeness from 0 to 1; 1 is the same signature
   */
  public record Match(String id, double likeness) {}

  /** A failure as it is compared. */
  public record Entry(String id, FailureFeatures features) {}

  private Similar(List<Entry> entries) {
    this.entries = List.copyOf(entries);
    var in = new HashMap<String, Integer>();
    entries.forEach(e -> e.features().words().keySet().forEach(w -> in.merge(w, 1, Integer::sum)));
    this.likeness = new Likeness(word -> Likeness.rarity(entries.size(), in.getOrDefault(word, 0)));
  }

  /**
   * Remembers texts.
   *
   * @param texts by their ids
   */
  public static Similar of(Map<String, String> texts) {
    var entries = new ArrayList<Entry>();
    texts.forEach((id, text) -> entries.add(new Entry(id, FailureFeatures.of(text))));
    return new Similar(entries);
  }

  public static Similar of(List<Entry> entries) {
    return new Similar(entries);
  }

  /** The most alike, the most first. */
  public List<Match> to(String text, int most) {
    return to(FailureFeatures.of(text), most, _ -> true);
  }

  /** The most alike of those whose id passes. */
  public List<Match> to(String text, int most, Predicate<String> ids) {
    return to(FailureFeatures.of(text), most, ids);
  }

  public List<Match> to(FailureFeatures one, int most, Predicate<String> ids) {
    return entries.stream()
        .filter(e -> ids.test(e.id()))
        .map(e -> new Match(e.id(), likeness.of(one, e.features())))
        .sorted(Comparator.comparingDouble(Match::likeness).reversed().thenComparing(Match::id))
        .limit(most)
        .toList();
  }
}
