package dev.prunella.incident;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A failure's text as it is compared with others: nothing of it that varies, and no quoted value.
 *
 * @param words of the lines that tell, with how often each stands there
 * @param causes that phrases speak for, by name, with their strengths
 */
public record FailureFeatures(
    Signature signature, Map<String, Integer> words, Map<String, Double> causes) {
  private static final int WORDS_A_LINE = 400;

  public FailureFeatures {
    words = Map.copyOf(words);
    causes = Map.copyOf(causes);
  }

  /**
   * Reads a text; takes time in proportion to its length. What was masked already stays as it is.
   */
  public static FailureFeatures of(String text) {
    var features = of(Evidence.of(Salient.of(text)));
    return features.signature().text().isEmpty()
        ? new FailureFeatures(Signature.ofAny(text), features.words(), features.causes())
        : features;
  }

  static FailureFeatures of(Evidence evidence) {
    var words = new LinkedHashMap<String, Integer>();
    for (var line : evidence.lines()) {
      if (line.tells(0.3)) {
        for (var word : Words.of(line.masked(), WORDS_A_LINE)) {
          words.merge(word, 1, Integer::sum);
        }
      }
    }
    var causes = new LinkedHashMap<String, Double>();
    evidence.clues().keySet().forEach(c -> causes.put(c.name(), Math.pow(evidence.strength(c), 3)));
    return new FailureFeatures(Signature.of(evidence.lines()), words, causes);
  }

  /** Whether both have one signature, and it says anything. */
  public boolean isSameAs(FailureFeatures other) {
    return !signature.text().isEmpty() && signature.equals(other.signature);
  }
}
