package dev.prunella.quality;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds rules from a table's values alone, without anyone saying which are right. What a column is
 * called means nothing. The confidences were set on tables with known errors, and are no
 * probabilities of any one table; that they suffice is measured by {@code prunella bench errors}.
 */
public final class RuleInference {

  /** Cells as suspicious as this are shown. */
  public static final double REPORT = 0.5;

  /** Cells as suspicious as this may hold their row back. */
  public static final double QUARANTINE = 0.98;

  /**
   * What more rows than this do is a habit, which a person must judge: it never holds a row back.
   */
  public static final double MOST_QUARANTINED = 0.1;

  private static final long LEAST_ROWS = 200;
  private static final double ALMOST_COMPLETE = 0.005;
  private static final double OFTEN_MISSING = 0.2;

  /** With a majority to compare with, more edits may be told from another value. */
  private static final int PER_EDIT_OF_MAJORITY = 3;

  private static final double RARE = 0.25;
  private static final double NARROW = 2;
  private static final double LEAST_FACTOR = 5;
  private static final double RETURNING = 0.02;

  /** A dependency of whose contradictions more return than these holds by and large only. */
  private static final double SOFT = 0.3;

  private static final double UNSAID = 0.4;

  private RuleInference() {}

  /**
   * The rules that a column keeps to by itself, those that nothing breaks too: a contract may
   * promise them.
   */
  public static List<InferredRule> ofColumn(ColumnFacts facts) {
    var out = new ArrayList<InferredRule>();
    if (facts.rows() >= LEAST_ROWS && facts.missing() <= ALMOST_COMPLETE * facts.rows()) {
      out.add(
          new InferredRule(
              new RowRule.Complete(facts.name()), facts.rows(), facts.missing(), 0.55));
    }
    out.addAll(NumberSearch.of(facts));
    ShapeSearch.of(facts).ifPresent(out::add);
    SpellingSearch.of(facts).or(() -> SpellingSearch.shortList(facts)).ifPresent(out::add);
    if (!facts.numeric()) {
      out.add(new InferredRule(new RowRule.Decoded(facts.name()), facts.filled(), 0, QUARANTINE));
    }
    IdentitySearch.of(facts).ifPresent(out::add);
    return out;
  }

  /** A dependency as a rule. */
  public static InferredRule ofDependency(DependencySearch.Found found, ColumnFacts on) {
    return new InferredRule(
        new RowRule.Determined(found.by(), found.on()), on.filled(), 0, found.strength() * 0.8);
  }

  /**
   * Whether numbers keep near what is usual for their group.
   *
   * @param by the column whose values are the groups
   * @param judged rows of the sample in groups that are large enough
   * @param spread the factor from their group's median within which 99 of 100 of them are
   */
  public static Optional<InferredRule> ofSpread(
      String column, String by, long judged, double spread) {
    if (judged < LEAST_ROWS || !(spread <= NARROW)) {
      return Optional.empty();
    }
    double factor = Math.max(LEAST_FACTOR, spread * spread * spread);
    return Optional.of(new InferredRule(new RowRule.Near(column, by, factor), judged, 0, 0.6));
  }

  /**
   * A value that differs from what most rows of its group say.
   *
   * @param value what stands there; null where nothing does
   * @param valueRows in how many rows of the table it stands
   * @param usual what most rows of the group say
   * @param usualRows in how many rows of the table that stands
   * @param group rows of the group that say it
   * @param share of the group's values, from 0 to 1
   * @param again in how many rows of one group it stands, at most
   */
  public record Contradiction(
      @Nullable String value,
      long valueRows,
      String usual,
      long usualRows,
      long group,
      double share,
      long again) {

    /** Whether it returns within a group, which a slip of one row does not. */
    public boolean returns() {
      return again >= 2 && again >= RETURNING * group;
    }
  }

  /** Whether a dependency's contradictions are mostly values that return: a second usage. */
  public static boolean isSoft(Collection<Contradiction> contradictions) {
    long returning = contradictions.stream().filter(c -> c.value() != null && c.returns()).count();
    return returning > SOFT * contradictions.size();
  }

  /** What speaks against a contradicting value, and how much. */
  public record Verdict(Signal signal, double confidence) {}

  /**
   * Judges a contradiction. A value that is proper elsewhere may be a change of the world and is
   * shown only; a misspelling of what the group says is no change.
   *
   * @param soft {@link #isSoft} of all that contradicts the dependency
   */
  public static Verdict judge(
      Contradiction found, double strength, boolean soft, ColumnFacts facts, Vocabulary known) {
    var value = found.value();
    if (value == null) {
      return facts.missing() <= OFTEN_MISSING * facts.rows()
          ? new Verdict(Signal.UNKNOWN, 0.75)
          : new Verdict(Signal.UNKNOWN, 0.3);
    }
    if (!facts.numeric()
        && found.valueRows() <= RARE * found.usualRows()
        && Misspelling.is(value, found.usual(), known, PER_EDIT_OF_MAJORITY)) {
      return new Verdict(Signal.SLIP, found.group() >= 4 ? 0.985 : 0.9);
    }
    if (soft || found.returns()) {
      return new Verdict(Signal.DEPENDENCY, UNSAID);
    }
    boolean clear = found.group() >= 5 && found.share() >= 0.8;
    double confidence = strength >= 0.9 ? (clear ? 0.65 : 0.5) : (clear ? 0.55 : UNSAID);
    return new Verdict(Signal.DEPENDENCY, confidence);
  }
}
