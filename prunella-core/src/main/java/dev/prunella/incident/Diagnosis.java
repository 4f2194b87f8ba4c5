package dev.prunella.incident;

import java.util.List;

/**
 * What a failure's text says about why it failed: a cause with its evidence, or that it is unknown.
 */
public sealed interface Diagnosis {

  /** What was read in the text. */
  Observed observed();

  /** What else it could be, the likeliest first; of an unknown failure, what it could be at all. */
  List<Candidate> alternatives();

  /**
   * What stands in the text, whatever it may mean. All of it is untrusted.
   *
   * @param lines those that matter, the most telling first, shortened
   */
  record Observed(
      Signature signature, List<String> lines, List<ErrorCode> codes, List<Place> places) {
    public Observed {
      lines = List.copyOf(lines);
      codes = List.copyOf(codes);
      places = List.copyOf(places);
    }
  }

  /**
   * A cause and how likely it is.
   *
   * @param probability from 0 to 1
   */
  record Candidate(Cause cause, double probability) {}

  /**
   * The text tells enough.
   *
   * @param confidence how often such a diagnosis names the right class, from 0 to 1
   * @param evidence short sentences for it
   * @param against short sentences against it
   */
  record Known(
      Cause cause,
      double confidence,
      List<String> evidence,
      List<String> against,
      List<Candidate> alternatives,
      Observed observed)
      implements Diagnosis {
    public Known {
      if (!(confidence >= 0 && confidence <= 1)) {
        throw new IllegalArgumentException("a confidence is from 0 to 1, not " + confidence);
      }
      evidence = List.copyOf(evidence);
      against = List.copyOf(against);
      alternatives = List.copyOf(alternatives);
    }

    public FailureClass failureClass() {
      return cause.failureClass();
    }

    public RemedyFamily remedy() {
      return cause.remedy();
    }
  }

  /**
   * The text does not tell enough: ask, with what was read in it.
   *
   * @param confidence of the likeliest class, from 0 to 1
   * @param why in a short sentence
   */
  record Unknown(double confidence, String why, List<Candidate> alternatives, Observed observed)
      implements Diagnosis {
    public Unknown {
      alternatives = List.copyOf(alternatives);
    }
  }
}
