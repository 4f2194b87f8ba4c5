package dev.prunella.contract;

import java.util.List;
import java.util.Optional;

/** What checking one promise came to. */
public record CheckResult(Check check, Outcome outcome) {

  /** Kept, broken, or not to be found out. */
  public sealed interface Outcome {

    /**
     * It holds.
     *
     * @param measured for people, with its unit
     */
    record Passed(String measured) implements Outcome {}

    /**
     * It does not hold.
     *
     * @param measured for people, with its unit
     * @param expected for people
     * @param rows how many rows are wrong, where rows are counted; else 0
     * @param sample a few of them
     * @param all a SELECT over the lake that gives all of them; for a rule in SQL, its own query
     */
    record Failed(String measured, String expected, long rows, Sample sample, Optional<String> all)
        implements Outcome {}

    /**
     * It could not be checked, so nobody may take it for kept.
     *
     * @param reason a sentence, with the next step
     */
    record Broken(String reason) implements Outcome {}
  }

  /**
   * A few rows, values as text.
   *
   * @param rows each with a value for each column; empty for NULL
   */
  public record Sample(List<String> columns, List<List<Optional<String>>> rows) {
    public static final Sample NONE = new Sample(List.of(), List.of());

    public Sample {
      columns = List.copyOf(columns);
      rows = rows.stream().map(List::copyOf).toList();
    }
  }

  public boolean passed() {
    return outcome instanceof Outcome.Passed;
  }

  /** Whether nothing that rests on the table may be published: in doubt, it may not. */
  public boolean holds() {
    return !passed() && check.severity() == Severity.ERROR;
  }
}
