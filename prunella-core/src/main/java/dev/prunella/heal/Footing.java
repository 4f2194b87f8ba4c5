package dev.prunella.heal;

import dev.prunella.pipeline.Step;
import java.util.Optional;

/**
 * What stands around a step while nothing is wrong with it: by that each cure says whether it could
 * ever help there.
 *
 * @param step as the project has it
 * @param byInterval whether it is run interval by interval
 * @param text where the text is by which its table is made
 * @param ownSql whether that is SQL of the project's own, or that of a table that it is made from
 * @param ownCode the same of programs and SQL
 * @param sqlAnywhere whether any model of the project is SQL of its own
 * @param blind why its rows are not compared with those before them; empty where they are
 * @param stops whether a promise, or the history, of it or of what is made from it can hold a run
 * @param references whether a note says where it stands what its numbers may be worth
 * @param mostMemory that a step may be given here, in bytes
 */
public record Footing(
    Step step,
    boolean byInterval,
    Text text,
    boolean ownSql,
    boolean ownCode,
    boolean sqlAnywhere,
    Optional<Reach.Beyond> blind,
    boolean stops,
    boolean references,
    long mostMemory) {

  /** What makes promises of a table. */
  public static final String CONTRACT = "prunella contract infer TABLE -o contracts/NAME.odcs.yaml";

  /** Where a table's text is. */
  public enum Text {
    /** It has none: it is loaded. */
    LOADED,
    /** SQL of the project's own. */
    SQL,
    /** A program of the project's own, or the command that starts one. */
    PROGRAM,
    /** It is compiled by others, and here it is only read. */
    ELSEWHERE
  }

  /** What could be done where a finding says what has become of its values; else why none will. */
  Reach whereExplained(Reach reach) {
    if (blind.isPresent()) {
      return blind.get();
    }
    return stops
        ? reach
        : Reach.beyond(
            "what is unlike its history only warns, for nothing holds a run for its sake",
            CONTRACT);
  }
}
