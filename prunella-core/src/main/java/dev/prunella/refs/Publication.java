package dev.prunella.refs;

import java.time.Instant;

/**
 * The atomic move of a guarded branch to a new head, as recorded in the same transaction.
 *
 * @param attested how the new head was judged
 */
public record Publication(
    String branch,
    CommitId from,
    CommitId to,
    Instant at,
    String by,
    String why,
    Attested attested) {

  /** Whether readers see it. */
  public boolean isOfMain() {
    return branch.equals(Ref.MAIN);
  }

  /** How a publication is vouched for. */
  public enum Attested {
    /** A person wrote or merged it; nothing was proved. */
    BY_HAND_UNVERIFIED("by hand, unverified"),
    /**
     * A run made it, all of whose published steps succeeded and passed whatever they were judged
     * by; the run's journal says what that was.
     */
    RUN_SUCCEEDED("by a run, its steps succeeded"),
    /** The new head was verified before. */
    VERIFIED("verified"),
    /** A part of it could not be proved, and was not refuted: a person has looked and trusts it. */
    TRUSTED("trusted by a person, not proved");

    private final String words;

    Attested(String words) {
      this.words = words;
    }

    public String words() {
      return words;
    }
  }
}
