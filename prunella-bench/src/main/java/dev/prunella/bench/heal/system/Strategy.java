package dev.prunella.bench.heal.system;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What is done when a run does not come through. */
public enum Strategy {
  /** The product as it is. */
  PRUNELLA("what the product does by itself"),
  /** The schedule goes on; nobody looks at what failed. */
  NOTHING("nothing: the schedule goes on"),
  /** What most schedulers offer. */
  RETRY("runs that failed or were held are tried again, three times"),
  /** What a careful person does at night. */
  RESTORE("main goes back to where it was before the run that did not come through"),
  /** What must never be done. */
  LOOSEN("checks and contracts are taken away, and steps that fail, until all is green");

  /** As people write it: {@code nothing}. */
  public final String word;

  /** For reports. */
  public final String says;

  Strategy(String says) {
    this.word = name().toLowerCase(Locale.ROOT);
    this.says = says;
  }

  /** By its word. */
  public static Optional<Strategy> of(String word) {
    return Arrays.stream(values()).filter(s -> s.word.equals(word)).findFirst();
  }
}
