package dev.prunella.incident;

import dev.prunella.incident.Diagnosis.Candidate;
import dev.prunella.incident.Diagnosis.Known;
import dev.prunella.incident.Diagnosis.Observed;
import dev.prunella.incident.Diagnosis.Unknown;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Says why something failed, by the text it left behind.
 *
 * <p>Three sources are blended: phrases whose meaning is known across systems ({@link Indicators}),
 * the statistics of words, and known failures that are alike. The blend and the confidence are
 * calibrated by leaving whole systems out of the examples. The text is data: nothing in it is ever
 * executed, filled in or obeyed. Immutable, and safe for use by many threads.
 */
public final class Diagnoser {
  /** Below this likelihood of the class we say that we do not know. */
  public static final double SURE_ENOUGH = 0.5;

  /** Nobody is surer by a text alone. */
  private static final double SUREST = 0.99;

  /** Text beyond this is cut out of the middle. */
  public static final int MOST_CHARACTERS = 1 << 20;

  private static final int MOST_ALTERNATIVES = 4;
  private static final int MOST_LINES = 6;
  private static final int SHOWN = 160;
  private static final double ALIKE = 0.6;

  private final Learnt learnt;
  private final Blend blend;

  private Diagnoser(Learnt learnt, Blend blend) {
    this.learnt = learnt;
    this.blend = blend;
  }

  /** Learns from examples; without any, phrases alone decide. */
  public static Diagnoser of(List<Example> examples) {
    return new Training(examples).all();
  }

  /** Examples that are read once, for diagnosers that know all of them or lack some. */
  public static final class Training {
    private final List<Learnt.Read> read;

    public Training(List<Example> examples) {
      this.read = examples.parallelStream().map(Learnt.Read::of).toList();
    }

    public Diagnoser all() {
      return new Diagnoser(new Learnt(read), Blend.FITTED);
    }

    /** A diagnoser that never saw a system. */
    public Diagnoser without(Set<String> systems) {
      var rest = read.stream().filter(r -> !systems.contains(r.example().system())).toList();
      return new Diagnoser(new Learnt(rest), Learnt.fit(rest));
    }
  }

  /** Diagnoses a text, such as a log or an error's message. */
  public Diagnosis diagnose(String text) {
    var lines = Salient.of(shortened(text));
    var evidence = Evidence.of(lines);
    var features = FailureFeatures.of(evidence);
    var scores = learnt.scores(evidence, TextModel.terms(lines), features);
    var classes = scores.blended(blend);
    var candidates = candidates(evidence, scores, classes);
    var observed = observed(lines, text);
    var likeliest =
        classes.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey();
    double confidence = Math.min(SUREST, classes.getOrDefault(likeliest, 0.0));
    var first = candidates.stream().filter(c -> c.cause().failureClass() == likeliest).findFirst();
    if (confidence < SURE_ENOUGH || first.isEmpty()) {
      return new Unknown(
          confidence,
          evidence.clues().isEmpty()
              ? "nothing in the text is known as a sign of a failure"
              : "what the text says fits several causes about as well",
          candidates.stream().limit(MOST_ALTERNATIVES).toList(),
          observed);
    }
    var cause = first.get().cause();
    return new Known(
        cause,
        confidence,
        evidenceFor(cause, evidence, scores),
        evidenceAgainst(cause, evidence, classes),
        candidates.stream().filter(c -> !c.equals(first.get())).limit(MOST_ALTERNATIVES).toList(),
        observed);
  }

  private static String shortened(String text) {
    if (text.length() <= MOST_CHARACTERS) {
      return text;
    }
    int head = MOST_CHARACTERS / 4;
    return text.substring(0, head)
        + "\n"
        + text.substring(text.length() - (MOST_CHARACTERS - head));
  }

  /** All causes that something speaks for, the likeliest first. */
  private List<Candidate> candidates(
      Evidence evidence, Learnt.Scores scores, Map<FailureClass, Double> classes) {
    var weights = new LinkedHashMap<String, Double>();
    var causes = new LinkedHashMap<String, Cause>();
    evidence
        .clues()
        .keySet()
        .forEach(
            cause -> {
              causes.put(cause.name(), cause);
              weights.put(cause.name(), evidence.strength(cause));
            });
    for (var match : scores.neighbours()) {
      var cause = learnt.example(match.id()).cause();
      var known = causes.computeIfAbsent(cause.name(), _ -> cause);
      // A failure that is almost the same also knows the remedy that was right.
      if (match.likeness() > ALIKE && known.remedy() != cause.remedy()) {
        causes.put(cause.name(), cause);
      }
      weights.merge(cause.name(), 4 * Math.pow(match.likeness(), 2), Double::sum);
    }
    var sums = new LinkedHashMap<FailureClass, Double>();
    causes
        .values()
        .forEach(
            c ->
                sums.merge(
                    c.failureClass(), Math.exp(weights.getOrDefault(c.name(), 0.0)), Double::sum));
    return causes.values().stream()
        .map(
            c ->
                new Candidate(
                    c,
                    classes.getOrDefault(c.failureClass(), 0.0)
                        * Math.exp(weights.getOrDefault(c.name(), 0.0))
                        / sums.getOrDefault(c.failureClass(), 1.0)))
        .sorted(Comparator.comparingDouble(Candidate::probability).reversed())
        .toList();
  }

  private static Observed observed(List<Line> lines, String text) {
    var telling = new ArrayList<>(lines);
    telling.sort(Comparator.comparingDouble(Line::weight).reversed());
    return new Observed(
        Signature.of(lines),
        telling.stream().limit(MOST_LINES).map(l -> cut(l.text())).distinct().toList(),
        ErrorCodes.in(lines),
        Places.in(lines, shortened(text)));
  }

  private List<String> evidenceFor(Cause cause, Evidence evidence, Learnt.Scores scores) {
    var sentences = new ArrayList<String>();
    evidence.clues().getOrDefault(cause, List.of()).stream()
        .limit(2)
        .forEach(clue -> sentences.add("it says: " + cut(clue.line().text())));
    scores.neighbours().stream()
        .filter(m -> m.likeness() > ALIKE)
        .filter(m -> learnt.example(m.id()).cause().name().equals(cause.name()))
        .findFirst()
        .ifPresent(
            m ->
                sentences.add(
                    String.format(
                        Locale.ROOT,
                        "a known failure of %s is alike (%.2f)",
                        learnt.example(m.id()).system(),
                        m.likeness())));
    if (sentences.isEmpty()) {
      sentences.add("its words are like those of known failures of this class");
    }
    return sentences.stream().distinct().toList();
  }

  private static List<String> evidenceAgainst(
      Cause cause, Evidence evidence, Map<FailureClass, Double> classes) {
    return evidence.clues().keySet().stream()
        .filter(other -> other.failureClass() != cause.failureClass())
        .filter(other -> classes.getOrDefault(other.failureClass(), 0.0) > 0.05)
        .sorted(Comparator.comparingDouble(evidence::strength).reversed())
        .limit(2)
        .map(
            other ->
                "\""
                    + evidence.clues().getOrDefault(other, List.of()).getFirst().phrase().text()
                    + "\" can mean "
                    + other.words())
        .toList();
  }

  private static String cut(String line) {
    return line.length() <= SHOWN ? line : line.substring(0, SHOWN - 1) + "…";
  }
}
