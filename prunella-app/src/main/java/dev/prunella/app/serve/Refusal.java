package dev.prunella.app.serve;

import dev.prunella.refs.LakeException;
import java.util.Locale;

/**
 * Why something is not answered as asked; who asked is told the sentence.
 *
 * <p>Thrown by handlers and by the front alike, and told in the way of the route's kind.
 */
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;
  private final String code;

  public Refusal(int status, String code, String sentence) {
    super(sentence);
    this.status = status;
    this.code = code;
  }

  /** There is no such thing. */
  public static Refusal missing(String sentence) {
    return new Refusal(404, "not-found", sentence);
  }

  /** What the lake says; where it is not the asker's fault, only that. */
  public static Refusal of(LakeException e) {
    var problem = e.problem();
    var code = problem.name().toLowerCase(Locale.ROOT).replace('_', '-');
    return problem.status() >= 500
        ? new Refusal(problem.status(), code, "the lake cannot do that now: " + problem.nextStep())
        : new Refusal(
            problem.status(),
            code,
            String.valueOf(e.getMessage()) + ". Try: " + problem.nextStep());
  }

  public int status() {
    return status;
  }

  public String code() {
    return code;
  }

  public String sentence() {
    return String.valueOf(getMessage());
  }
}
