package dev.prunella.quality;

import dev.prunella.pipeline.Transformation;
import dev.prunella.pipeline.Transformation.Spelling;
import dev.prunella.quality.Statistics.ColumnStatistics;
import dev.prunella.quality.Statistics.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.ToLongFunction;

/** Texts cut off or spelt otherwise. */
final class TextHypotheses {

  /** Cut texts pile up at one length. */
  private static final double PILED = 0.1;

  /**
   * The share of all characters that a cut must have taken: less is lost when the few longest
   * values just do not come.
   */
  private static final double NOTICEABLE = 0.03;

  private static final double NEARLY_ALL = 0.9;

  /** More than so many texts of a shape than usually begin with it are no beginnings. */
  private static final double MORE = 0.3;

  private TextHypotheses() {}

  static List<Hypothesis> draw(Suspect s) {
    var out = new ArrayList<Hypothesis>();
    for (var name : s.outline().names(TypeClass.TEXT)) {
      var column = s.column(name);
      var texts = column.flatMap(ColumnStatistics::texts).filter(t -> t.count() > 0);
      if (column.isEmpty() || texts.isEmpty() || !s.stirred(name)) {
        continue;
      }
      var cut = truncated(s, column.get(), texts.get());
      cut.ifPresent(out::add);
      if (cut.isEmpty()) {
        out.addAll(respelt(s, column.get(), texts.get()));
      }
    }
    return out;
  }

  /** Everything that is said of a column, or by its values as keys. */
  static Hypothesis.Cover about(Suspect s, String column) {
    return a ->
        a.columns().contains(column)
            || a.within().filter(w -> w.column().equals(column)).isPresent()
            || a.subject().equals("counts jointly")
            || mentions(a.subject(), " of " + column)
            || mentions(a.subject(), " by " + column)
            || a.subject().startsWith(column + " ");
  }

  /** Whether a subject holds the words, not as the beginning of a longer name. */
  private static boolean mentions(String subject, String words) {
    return subject.endsWith(words) || subject.contains(words + " ");
  }

  private static Optional<Hypothesis> truncated(Suspect s, ColumnStatistics c, Texts t) {
    double longest =
        Numeric.median(s.before(x -> texts(x, c.name()).map(y -> (double) y.maxLength())));
    double piled = (double) t.atMaxLength() / t.count();
    double usuallyPiled =
        Numeric.median(
            s.before(x -> texts(x, c.name()).map(y -> (double) y.atMaxLength() / y.count())));
    var known = new TreeSet<>(s.history().known(c.name()));
    boolean shorter = t.maxLength() < longest && t.maxLength() > 0;
    double usualLength =
        Numeric.median(
            s.before(x -> texts(x, c.name()).map(y -> (double) y.characters() / y.count())));
    double lost = 1 - (double) t.characters() / t.count() / usualLength;
    if (!shorter
        || lost < NOTICEABLE
        || piled < PILED
        || (piled < 2 * usuallyPiled && usuallyPiled < 0.5)) {
      return Optional.empty();
    }
    boolean complete =
        s.history().comesBack(c.name())
            && s.outline().column(c.name()).filter(o -> o.sampled() >= 1).isPresent();
    if ((complete && startsOf(known, c, t.maxLength()) < NEARLY_ALL) || !beginAlike(s, c, t)) {
      return Optional.empty();
    }
    return Optional.of(
        new Hypothesis(
            new Cause.Truncated(c.name(), t.maxLength()),
            Optional.empty(),
            about(s, c.name()),
            false,
            complete ? 0.95 : 0.9,
            List.of(
                String.format(
                    Locale.ROOT,
                    "%.0f %% of the texts are %d characters long, and none is longer; usually up to %.0f",
                    100 * piled,
                    t.maxLength(),
                    longest)),
            List.of("what was cut off is not in the rows")));
  }

  private static Optional<Texts> texts(Statistics s, String column) {
    return s.column(column).flatMap(ColumnStatistics::texts).filter(t -> t.count() > 0);
  }

  /**
   * Whether the shapes of the texts are those that texts of before begin with: else they are
   * others.
   */
  private static boolean beginAlike(Suspect s, ColumnStatistics c, Texts t) {
    double shaped = total(t.patterns());
    for (var shape : t.patterns().entrySet()) {
      double usual =
          Numeric.mean(
              s.before(
                  x ->
                      texts(x, c.name())
                          .filter(y -> total(y.patterns()) > 0)
                          .map(
                              y -> beginning(y.patterns(), shape.getKey()) / total(y.patterns()))));
      if (shape.getValue() / shaped > usual + MORE) {
        return false;
      }
    }
    return true;
  }

  private static double total(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  private static double beginning(Map<String, Long> shapes, String with) {
    return shapes.entrySet().stream()
        .filter(e -> e.getKey().startsWith(with))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /**
   * Of the rows with new values of the greatest length, the share that begins a known, longer one.
   */
  static double startsOf(NavigableSet<String> known, ColumnStatistics c, long length) {
    long asked = 0;
    long held = 0;
    for (var value : c.sample().entrySet()) {
      if (value.getKey().length() == length && !known.contains(value.getKey())) {
        asked += value.getValue();
        var next = known.ceiling(value.getKey());
        if (next != null && next.startsWith(value.getKey())) {
          held += value.getValue();
        }
      }
    }
    return asked == 0 ? 0 : (double) held / asked;
  }

  private static List<Hypothesis> respelt(Suspect s, ColumnStatistics c, Texts t) {
    var out = new ArrayList<Hypothesis>();
    if (more(s, c, t, Texts::lowers) || more(s, c, t, Texts::uppers)) {
      out.add(spelling(s, c.name(), Spelling.UPPER, Texts::uppers));
      out.add(spelling(s, c.name(), Spelling.LOWER, Texts::lowers));
    }
    if (more(s, c, t, Texts::padded)) {
      out.add(spelling(s, c.name(), Spelling.TRIMMED, t2 -> t2.count() - t2.padded()));
    }
    boolean complete = s.outline().column(c.name()).filter(o -> o.sampled() >= 1).isPresent();
    if (more(s, c, t, Texts::damaged) || (complete && sameButForCase(s, c) >= NEARLY_ALL)) {
      out.add(
          new Hypothesis(
              new Cause.Respelt(c.name()),
              Optional.empty(),
              about(s, c.name()),
              false,
              0.9,
              List.of("the values are known ones in another spelling"),
              List.of("how each was spelt cannot be derived from the rows alone")));
    }
    return out;
  }

  private static boolean more(Suspect s, ColumnStatistics c, Texts t, ToLongFunction<Texts> count) {
    double now = (double) count.applyAsLong(t) / t.count();
    double usual =
        Numeric.median(
            s.before(x -> texts(x, c.name()).map(y -> (double) count.applyAsLong(y) / y.count())));
    return now > usual + 0.2 || (usual < 0.001 && now > 0.01);
  }

  /** A correction only where every text of history was spelt so: else some were not. */
  private static Hypothesis spelling(
      Suspect s, String column, Spelling to, ToLongFunction<Texts> spelt) {
    boolean always =
        s.history().pictures().stream()
            .flatMap(p -> texts(p.statistics(), column).stream())
            .allMatch(t -> spelt.applyAsLong(t) == t.count());
    return new Hypothesis(
        new Cause.Respelt(column),
        Optional.of(new Transformation.Respell(column, to)),
        Hypothesis.Cover.nothing(),
        always,
        always ? 0.95 : 0.85,
        List.of("written in " + to.name().toLowerCase(Locale.ROOT) + " the values are known ones"),
        always ? List.of() : List.of("some clean texts were spelt otherwise: which is not known"));
  }

  private static double sameButForCase(Suspect s, ColumnStatistics c) {
    var known = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    known.addAll(s.history().known(c.name()));
    long asked = 0;
    long held = 0;
    for (var value : c.sample().keySet()) {
      if (!s.history().known(c.name()).contains(value)) {
        asked++;
        held += known.contains(value) ? 1 : 0;
      }
    }
    return asked == 0 ? 0 : (double) held / asked;
  }
}
