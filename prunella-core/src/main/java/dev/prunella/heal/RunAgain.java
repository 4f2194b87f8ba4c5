package dev.prunella.heal;

import dev.prunella.heal.Finding.What;
import dev.prunella.incident.Belief;
import dev.prunella.incident.FailureClass;
import dev.prunella.incident.RemedyFamily;
import dev.prunella.pipeline.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What an outside system, a lost conflict or a killed process did is over when it is over: the same
 * run once more, at once and then after longer and longer waits. The same where the source brings
 * other bytes than it did, where people have changed the project, and where a person says so.
 */
final class RunAgain implements Cure {
  private static final Duration FIRST_WAIT = Duration.ofSeconds(30);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(30);

  @Override
  public String words() {
    return "run it again, at once or later";
  }

  @Override
  public Set<RemedyFamily> families() {
    return Set.of(RemedyFamily.RETRY_LATER, RemedyFamily.RERUN_UPSTREAM_OR_BACKFILL);
  }

  @Override
  public Reach reach(Footing footing) {
    return Reach.within(
        "what failed passes by itself, its source brings other bytes, or somebody has changed the"
            + " project");
  }

  @Override
  public List<Proposal> propose(Finding finding, Means means) {
    var proposals = new ArrayList<Proposal>();
    if (finding.sourceHasChanged()) {
      proposals.add(
          rerun(
              finding,
              FailureClass.DATA,
              "the source has put it right",
              "it brings other bytes than it did",
              finding.now().orElseThrow().id(),
              "run it again with what the source brings now"));
    }
    finding
        .newCode()
        .ifPresent(
            code ->
                proposals.add(
                    rerun(
                        finding,
                        FailureClass.CODE,
                        "somebody has put it right",
                        "the project's files were changed since",
                        code,
                        "run it again by the project as it is now")));
    if (means.retries() > 0) {
      proposals.add(
          rerun(
              finding,
              FailureClass.DATA,
              "somebody says that it will come through",
              "a person wants it tried again",
              "told " + means.retries(),
              "run it again, as somebody wants it"));
    }
    if (finding.what() instanceof What.Failed(var fault)) {
      passing(fault)
          .ifPresent(
              failureClass -> {
                var belief =
                    new Belief(
                        failureClass,
                        fault.kind().words(),
                        0.9,
                        finding.table(),
                        List.of(fault.kind().words() + ": " + firstLine(fault.message())),
                        List.of());
                var known = means.known().notBefore(finding);
                if (known.isPresent()) {
                  proposals.add(new Proposal(belief, known.get()));
                  return;
                }
                proposals.add(
                    new Proposal(
                        belief,
                        new Remedy.Again(
                            "again " + finding.table() + " after wait " + means.waits(),
                            RemedyFamily.RETRY_LATER,
                            finding.table(),
                            "run it again")));
                proposals.add(
                    new Proposal(
                        belief,
                        new Remedy.Wait(
                            "wait " + means.waits(),
                            finding.table(),
                            wait(fault, means.waits()),
                            "wait, and run it again")));
              });
    }
    return proposals;
  }

  private static Proposal rerun(
      Finding finding,
      FailureClass failureClass,
      String cause,
      String supporting,
      String key,
      String words) {
    return new Proposal(
        new Belief(failureClass, cause, 0.9, finding.table(), List.of(supporting), List.of()),
        new Remedy.Again(
            "again " + finding.table() + " " + key,
            RemedyFamily.RERUN_UPSTREAM_OR_BACKFILL,
            finding.table(),
            words));
  }

  /** Whose passing fault it is; empty for what does not pass by itself. */
  private static Optional<FailureClass> passing(Fault fault) {
    return switch (fault.kind()) {
      case SOURCE_UNREACHABLE, SOURCE_FAILED, CONFLICT ->
          Optional.of(FailureClass.TRANSIENT_THIRD_PARTY);
      case TIMED_OUT, DISK_FULL, OUT_OF_MEMORY, PROCESS_FAILED ->
          Optional.of(FailureClass.INFRASTRUCTURE);
      case ACCESS_DENIED -> Optional.of(FailureClass.INFRASTRUCTURE);
      case MISSING, NO_ROWS, BAD_BYTES -> Optional.of(FailureClass.DATA);
      case SQL_INVALID,
          UNKNOWN_COLUMN,
          UNKNOWN_TABLE,
          TYPE_MISMATCH,
          SCHEMA_CHANGED,
          CONSTRAINT,
          REFUSED,
          HELD,
          FAILED ->
          Optional.empty();
    };
  }

  /** Twice as long each time; as long as the source asks for, if that is longer. */
  private static Duration wait(Fault fault, int waits) {
    var usual = FIRST_WAIT.multipliedBy(1L << Math.min(waits, 10));
    var asked = asked(fault);
    var longer = usual.compareTo(asked) < 0 ? asked : usual;
    return longer.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : longer;
  }

  private static Duration asked(Fault fault) {
    var seconds = fault.facts().getOrDefault("retry_after", "");
    return seconds.matches("\\d{1,6}")
        ? Duration.ofSeconds(Long.parseLong(seconds))
        : Duration.ZERO;
  }

  static String firstLine(String message) {
    var line = message.lines().findFirst().orElse("");
    return line.length() > 160 ? line.substring(0, 160) + "..." : line;
  }
}
