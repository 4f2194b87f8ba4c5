package dev.prunella.heal;

import dev.prunella.heal.Planner.Planned;
import dev.prunella.heal.Sandbox.Proof;
import dev.prunella.heal.Sandbox.Trial;
import dev.prunella.incident.IncidentEvent;
import dev.prunella.incident.IncidentEvent.Verified;
import dev.prunella.incident.IncidentJournal;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Optional;

/** Says what a trial has proved, and keeps it. */
final class Verifier {
  private final Means means;
  private final Clock clock;

  Verifier(Means means, Clock clock) {
    this.means = means;
    this.clock = clock;
  }

  /**
   * Whether a trial cured what its remedy is for, did no harm elsewhere, and every proof holds: a
   * proof that nobody can give is none.
   */
  boolean isVerified(IncidentJournal.Writer writer, Planned planned, Trial trial) {
    var proofs = new ArrayList<Proof>();
    var left = trial.findings();
    var same = left.stream().filter(f -> isAbout(f, planned.finding())).findFirst();
    proofs.add(
        same.isPresent()
            ? Proof.fails(planned.remedy().table() + " still does not come through")
            : Proof.holds(planned.remedy().table() + " comes through, and keeps what it promises"));
    if (same.isEmpty()) {
      proofs.addAll(trial.prove(planned.finding(), planned.remedy().inBranch()));
    }
    var verdict =
        proofs.stream().anyMatch(p -> p.standing() == Proof.Standing.FAILS)
            ? Verified.FAILED
            : proofs.stream().anyMatch(p -> p.standing() == Proof.Standing.UNKNOWN)
                ? Verified.INCONCLUSIVE
                : Verified.VERIFIED;
    writer.append(
        new IncidentEvent.Tried(
            clock.instant(),
            planned.remedy().key(),
            planned.remedy().family(),
            planned.remedy().words(),
            Optional.of(trial.run()),
            verdict,
            proofs.stream().map(Proof::sentence).toList(),
            means.past().with(planned.finding()).mark()));
    Known.Remark.of(planned.remedy(), verdict).ifPresent(r -> writer.append(r.at(clock.instant())));
    return verdict == Verified.VERIFIED;
  }

  /** The same trouble of the same table, though perhaps in other numbers. */
  private static boolean isAbout(Finding found, Finding before) {
    return found.table().equals(before.table());
  }
}
