package dev.prunella.bench.heal.oracle;

import java.util.List;

/**
 * What came of a play.
 *
 * @param detected whether the system under test noticed anything
 * @param asked whether a person was asked about a table that suffered
 * @param findings what was found of each table that is not as it should be
 */
public record Judgement(Outcome outcome, boolean detected, boolean asked, List<Finding> findings) {

  public Judgement {
    findings = List.copyOf(findings);
  }

  /** What came of a play, in one word. */
  public enum Outcome {
    /** All is as if nothing had happened. */
    HEALED("healed"),
    /** The last good data stand, and it could have been healed. */
    ABSTAINED("abstained, though healable"),
    /** The last good data stand, it could not be healed, and the owner was asked. */
    RIGHTLY_ABSTAINED("rightly abstained"),
    /** The last good data stand, it could not be healed, and nobody was asked. */
    SILENT("held, and nobody asked"),
    /** Nobody noticed; the damage was published as it came. */
    MISSED("missed"),
    /** A remedy, a quarantine or a decision published something wrong. */
    WRONG("wrongly published"),
    /** The fault had no effect: a world that nobody judges comes to the same. */
    HARMLESS("harmless"),
    /** Nothing was wrong, and it was published. */
    PUBLISHED("rightly published"),
    /** Nothing was wrong, and yet it was held. */
    FALSE_ALARM("false alarm");

    /** For reports. */
    public final String words;

    Outcome(String words) {
      this.words = words;
    }
  }

  /**
   * What was found of a table.
   *
   * @param what in words
   */
  public record Finding(String table, Standing standing, String what) {}

  /** How a table stands beside the twin's. */
  public enum Standing {
    /** The same. */
    RIGHT,
    /** An earlier good state, or one without what cannot be right. */
    WITHHELD,
    /** As the damage came, and nobody had noticed. */
    AS_IT_CAME,
    /** Anything else. */
    WRONG
  }
}
