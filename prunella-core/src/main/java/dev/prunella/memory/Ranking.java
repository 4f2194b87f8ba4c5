package dev.prunella.memory;

import dev.prunella.incident.ErrorCode;
import dev.prunella.incident.FailureFeatures;
import dev.prunella.incident.Similar;
import dev.prunella.refs.TableName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** In which order earlier failures bear on one. Pure. */
public final class Ranking {
  /** As in Cormack, Clarke and Buettcher, "Reciprocal rank fusion" (SIGIR 2009). */
  private static final int RANK_OFFSET = 60;

  private static final double SAME_TABLE = 0.06;
  private static final double SAME_PIPELINE = 0.02;
  private static final double SAME_CODE = 0.03;

  /** Of so many, the most alike by their words, it is asked what they mean. */
  private static final int MOST_UNDERSTOOD = 100;

  /** How much of a likeness is decided by meaning, where vectors tell it. */
  private static final double BY_MEANING = 0.3;

  private Ranking() {}

  /**
   * What is known of a candidate beside its text.
   *
   * @param standing how it ended
   */
  public record Circumstances(
      Set<TableName> tables, String pipeline, Set<ErrorCode> codes, Standing standing) {
    public Circumstances {
      tables = Set.copyOf(tables);
      codes = Set.copyOf(codes);
    }

    public static Circumstances of(Case one) {
      var codes = new LinkedHashSet<ErrorCode>();
      one.failures().forEach(f -> codes.addAll(f.codes()));
      return new Circumstances(one.tables(), one.pipeline(), codes, Standing.of(one));
    }
  }

  /** How a case ended: what held tells more than what nobody knows the end of. */
  public enum Standing {
    HELD(0.03),
    PASSED(0.01),
    OPEN(0),
    DISMISSED(0),
    UNDONE(-0.01);

    private final double worth;

    Standing(double worth) {
      this.worth = worth;
    }

    public static Standing of(Case one) {
      if (one.undone()) {
        return UNDONE;
      }
      return one.end()
          .map(
              end ->
                  switch (end) {
                    case HEALED -> HELD;
                    case PASSED -> PASSED;
                    case DISMISSED -> DISMISSED;
                  })
          .orElse(OPEN);
    }
  }

  /**
   * Several orders as one, by the reciprocal of ranks: what is near the top of one of them is near
   * the top of all together.
   *
   * @param orders each the best first
   */
  public static <T> List<T> fused(List<List<T>> orders, int most) {
    Map<T, Double> scores = new HashMap<>();
    var all = new LinkedHashSet<T>();
    for (var order : orders) {
      for (int i = 0; i < order.size(); i++) {
        scores.merge(order.get(i), 1.0 / (RANK_OFFSET + i + 1), Double::sum);
        all.add(order.get(i));
      }
    }
    var sorted = new ArrayList<>(all);
    sorted.sort(Comparator.comparingDouble((T t) -> scores.getOrDefault(t, 0.0)).reversed());
    return List.copyOf(sorted.subList(0, Math.min(most, sorted.size())));
  }

  /**
   * A likeness of words and causes, and one of meaning, as one.
   *
   * @param meaning the cosine of vectors
   */
  public static double blended(double likeness, double meaning) {
    return likeness >= 1
        ? likeness
        : (1 - BY_MEANING) * likeness + BY_MEANING * Math.clamp(meaning, 0, 1);
  }

  /**
   * How alike failures are by their words and by what they mean. Where the very same has been
   * nobody needs to know what others mean.
   *
   * @param byWords the most alike first; an id may come again
   * @param candidates the same failures as they are compared
   * @return of each id the greatest likeness of its failures
   */
  public static Map<String, Double> understood(
      FailureFeatures asked,
      List<Similar.Match> byWords,
      List<Similar.Entry> candidates,
      Meaning meaning) {
    var likeness = new LinkedHashMap<String, Double>();
    byWords.forEach(m -> likeness.merge(m.id(), m.likeness(), Math::max));
    var direction =
        likeness.isEmpty() || likeness.containsValue(1.0)
            ? Optional.<Direction>empty()
            : meaning.of(asked.signature().text());
    if (direction.isEmpty()) {
      return likeness;
    }
    var best = likeness.keySet().stream().limit(MOST_UNDERSTOOD).collect(Collectors.toSet());
    var closest = new HashMap<String, Double>();
    for (var candidate : candidates) {
      if (best.contains(candidate.id())) {
        meaning
            .of(candidate.features().signature().text())
            .ifPresent(d -> closest.merge(candidate.id(), d.cosine(direction.get()), Math::max));
      }
    }
    // Of one whose meaning nobody could tell the words say all that there is.
    likeness.replaceAll(
        (id, l) ->
            best.contains(id) && !closest.containsKey(id)
                ? l
                : blended(l, closest.getOrDefault(id, 0.0)));
    return likeness;
  }

  /** A likeness with what both have in common beside their texts, and how the earlier one ended. */
  public static double score(double likeness, Query query, Circumstances candidate) {
    boolean table = query.tables().stream().anyMatch(candidate.tables()::contains);
    boolean pipeline = query.pipeline().filter(candidate.pipeline()::equals).isPresent();
    boolean code = query.codes().stream().anyMatch(candidate.codes()::contains);
    return likeness
        + (table ? SAME_TABLE : 0)
        + (pipeline ? SAME_PIPELINE : 0)
        + (code ? SAME_CODE : 0)
        + candidate.standing().worth;
  }
}
