package dev.prunella.heal;

import dev.prunella.heal.Sandbox.Proof;
import dev.prunella.heal.Sandbox.Trial;
import dev.prunella.incident.IncidentEvent.Verified;
import java.util.ArrayList;
import java.util.List;

/** What a trial has proved of a remedy. */
public record Judgement(Verified verdict, List<Proof> proofs) {
  public Judgement {
    proofs = List.copyOf(proofs);
  }

  /**
   * Verified is what cured that for which it is, did no harm elsewhere, and of which every proof
   * holds: a proof that nobody can give is none.
   */
  public static Judgement of(Finding finding, Remedy remedy, Trial trial) {
    var proofs = new ArrayList<Proof>();
    boolean same = trial.findings().stream().anyMatch(f -> isAbout(f, finding));
    proofs.add(
        same
            ? Proof.fails(remedy.table() + " still does not come through")
            : Proof.holds(remedy.table() + " comes through, and keeps what it promises"));
    if (!same) {
      proofs.addAll(trial.prove(finding, remedy.inBranch()));
    }
    return new Judgement(verdict(proofs), proofs);
  }

  private static Verified verdict(List<Proof> proofs) {
    return proofs.stream().anyMatch(p -> p.standing() == Proof.Standing.FAILS)
        ? Verified.FAILED
        : proofs.stream().anyMatch(p -> p.standing() == Proof.Standing.UNKNOWN)
            ? Verified.INCONCLUSIVE
            : Verified.VERIFIED;
  }

  /** The same trouble of the same table, though perhaps in other numbers. */
  private static boolean isAbout(Finding found, Finding before) {
    return found.table().equals(before.table());
  }
}
