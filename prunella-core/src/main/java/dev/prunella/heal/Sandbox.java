package dev.prunella.heal;

import dev.prunella.incident.IncidentEvent.Impact;
import dev.prunella.incident.IncidentState;
import dev.prunella.pipeline.Cancellation;
import dev.prunella.pipeline.RunId;
import dev.prunella.pipeline.RunResult;
import dev.prunella.refs.Append;
import dev.prunella.refs.CommitId;
import dev.prunella.refs.Publication;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Where remedies are tried: the real run, on a branch of data and code, with nothing published. For
 * one incident at a time.
 */
public interface Sandbox {

  /** What is wrong with the run of an incident; nothing once a later run came through. */
  Look look(IncidentState incident);

  /**
   * Whether anything is other than when an incident's run failed: what a source brings, or the
   * project's code. In doubt, yes; cheap beside a look.
   */
  boolean hasNews(IncidentState incident);

  /** Rehearses an incident's run with remedies, all of them together. */
  Trial tryOut(IncidentState incident, List<Remedy> remedies, Cancellation cancellation);

  /** How an incident stands in the lake. */
  sealed interface Look {
    /** Main has what the run was to publish. */
    record Passed(String sentence) implements Look {}

    /** These are wrong, the furthest upstream first. */
    record Found(List<Finding> findings) implements Look {
      public Found {
        findings = List.copyOf(findings);
      }
    }
  }

  /** A rehearsed run; closing it ends it. */
  interface Trial extends AutoCloseable {
    RunId run();

    /** What is wrong still, or new; none when everything came through. */
    List<Finding> findings();

    /** By which exactly the rows that it makes of a finding's table are known again. */
    Optional<String> made(Finding finding);

    /** What it comes to when it is published. */
    Impact impact();

    /**
     * Looks for proof that a remedy is right, by signals that neither found the failure nor chose
     * the remedy. That its table came through is not asked here.
     */
    List<Proof> prove(Finding finding, Remedy remedy);

    /**
     * Publishes what came through, and makes the project's files follow.
     *
     * @param also lands in the publication's transaction
     * @return empty when main has moved: what was verified must be verified again
     */
    Optional<RunResult> publish(Publication.Attested as, Function<CommitId, List<Append>> also);

    @Override
    void close();
  }

  /** One thing that was looked at. */
  record Proof(Standing standing, String sentence) {
    /** What it says. */
    public enum Standing {
      HOLDS,
      FAILS,
      /** Nobody can say. */
      UNKNOWN
    }

    /** Whether it speaks for the remedy. */
    public boolean holds() {
      return standing == Standing.HOLDS;
    }

    public static Proof holds(String sentence) {
      return new Proof(Standing.HOLDS, sentence);
    }

    public static Proof fails(String sentence) {
      return new Proof(Standing.FAILS, sentence);
    }

    public static Proof unknown(String sentence) {
      return new Proof(Standing.UNKNOWN, sentence);
    }
  }
}
