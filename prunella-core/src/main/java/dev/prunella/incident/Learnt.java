package dev.prunella.incident;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What was learnt from examples: the words of each class, and known failures to compare with. */
final class Learnt {
  private static final int NEIGHBOURS = 5;

  /** Of every so many examples the phrases are hidden once more while the blend is fitted. */
  private static final int UNKNOWN_PHRASES = 4;

  /** Strengths are added within a class as probabilities are. */
  private static final double SHARPNESS = 0.8;

  private final List<Read> examples;
  private final Map<String, Read> byId;
  private final TextModel model;
  private final Similar similar;

  /** An example and all that is read in its text, once. */
  record Read(Example example, Evidence evidence, Set<String> terms, FailureFeatures features) {
    static Read of(Example example) {
      var evidence = Evidence.of(Salient.of(example.text()));
      return new Read(
          example, evidence, TextModel.terms(evidence.lines()), FailureFeatures.of(evidence));
    }
  }

  /** What speaks for each class, by source. */
  record Scores(
      Map<FailureClass, Double> phrases,
      Map<FailureClass, Double> words,
      Map<FailureClass, Double> likeness,
      List<Similar.Match> neighbours) {

    /** The classes' probabilities. */
    Map<FailureClass, Double> blended(Blend blend) {
      var logits = new EnumMap<FailureClass, Double>(FailureClass.class);
      for (var c : FailureClass.values()) {
        logits.put(
            c,
            blend.phrases() * phrases.getOrDefault(c, 0.0)
                + blend.words() * words.getOrDefault(c, 0.0)
                + blend.likeness() * likeness.getOrDefault(c, 0.0));
      }
      return softmax(logits);
    }
  }

  Learnt(List<Read> examples) {
    this.examples = List.copyOf(examples);
    this.byId =
        examples.stream()
            .collect(Collectors.toMap(r -> r.example().id(), r -> r, (a, _) -> a, HashMap::new));
    this.model =
        new TextModel(
            examples.stream()
                .map(r -> new TextModel.Labelled(r.terms(), r.example().cause().failureClass()))
                .toList());
    this.similar =
        Similar.of(
            examples.stream().map(r -> new Similar.Entry(r.example().id(), r.features())).toList());
  }

  Example example(String id) {
    var found = byId.get(id);
    if (found == null) {
      throw new IllegalArgumentException("no example is called " + id);
    }
    return found.example();
  }

  Scores scores(Evidence evidence, Set<String> terms, FailureFeatures features) {
    var phrases = new EnumMap<FailureClass, Double>(FailureClass.class);
    for (var c : FailureClass.values()) {
      double sum = 1;
      for (var cause : evidence.clues().keySet()) {
        if (cause.failureClass() == c) {
          sum += Math.expm1(evidence.strength(cause) / SHARPNESS);
        }
      }
      phrases.put(c, SHARPNESS * Math.log(sum));
    }
    var likeness = new EnumMap<FailureClass, Double>(FailureClass.class);
    var neighbours = similar.to(features, NEIGHBOURS, _ -> true);
    for (var match : neighbours) {
      likeness.merge(
          example(match.id()).cause().failureClass(), Math.pow(match.likeness(), 2), Math::max);
    }
    return new Scores(phrases, model.scores(terms), likeness, neighbours);
  }

  /**
   * Fits the blend by leaving out one whole system after the other. Whoever wrote the phrases knew
   * failures like these, and of a new system some will say what no phrase knows; so of some of the
   * examples the phrases are hidden, and the other sources must answer alone.
   */
  static Blend fit(List<Read> examples) {
    var held = new LinkedHashMap<String, List<Read>>();
    examples.forEach(
        r -> held.computeIfAbsent(r.example().system(), _ -> new ArrayList<>()).add(r));
    if (held.size() < 3) {
      return Blend.FITTED;
    }
    var scores = new ArrayList<Scores>();
    var truth = new ArrayList<FailureClass>();
    for (var entry : held.entrySet()) {
      var rest =
          new Learnt(
              examples.stream().filter(r -> !r.example().system().equals(entry.getKey())).toList());
      for (var r : entry.getValue()) {
        scores.add(rest.scores(r.evidence(), r.terms(), r.features()));
        truth.add(r.example().cause().failureClass());
        if (truth.size() % UNKNOWN_PHRASES == 0) {
          scores.add(rest.scores(r.evidence().withoutClues(), r.terms(), r.features()));
          truth.add(r.example().cause().failureClass());
        }
      }
    }
    var best = Blend.FITTED;
    double least = Double.POSITIVE_INFINITY;
    for (double phrases : new double[] {0.4, 0.5, 0.6}) {
      for (double words : new double[] {0, 0.2, 0.35, 0.6, 1}) {
        for (double likeness : new double[] {0, 1, 2, 4}) {
          var blend = new Blend(phrases, words, likeness);
          double loss = loss(blend, scores, truth);
          if (loss < least) {
            least = loss;
            best = blend;
          }
        }
      }
    }
    return best;
  }

  private static double loss(Blend blend, List<Scores> scores, List<FailureClass> truth) {
    double loss = 0;
    for (int i = 0; i < scores.size(); i++) {
      loss -= Math.log(1e-6 + scores.get(i).blended(blend).getOrDefault(truth.get(i), 0.0));
    }
    return loss;
  }

  static <K extends Enum<K>> Map<K, Double> softmax(EnumMap<K, Double> logits) {
    double max = logits.values().stream().mapToDouble(x -> x).max().orElse(0);
    double sum = logits.values().stream().mapToDouble(x -> Math.exp(x - max)).sum();
    logits.replaceAll((_, x) -> Math.exp(x - max) / sum);
    return logits;
  }

  int size() {
    return examples.size();
  }
}
