package dev.prunella.heal;

import dev.prunella.heal.Finding.What;
import dev.prunella.heal.Sandbox.Proof;
import dev.prunella.heal.Sandbox.Trial;
import dev.prunella.incident.IncidentEvent.Verified;
import dev.prunella.pipeline.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a trial has proved of a remedy.
 *
 * @param cures whether that for which it is was gone
 */
public record Judgement(Verified verdict, boolean cures, List<Proof> proofs) {
  private static final Set<Fault.Kind> FROM_OUTSIDE =
      Set.of(
          Fault.Kind.SOURCE_UNREACHABLE,
          Fault.Kind.SOURCE_FAILED,
          Fault.Kind.DISK_FULL,
          Fault.Kind.CONFLICT);

  public Judgement {
    proofs = List.copyOf(proofs);
  }

  /**
   * Verified is what cured that for which it is, did no harm elsewhere, and of which every proof
   * holds: a proof that nobody can give is none.
   *
   * @param before what was wrong before the trial, this finding included
   */
  public static Judgement of(Finding finding, Remedy remedy, Trial trial, List<Finding> before) {
    var proofs = new ArrayList<Proof>();
    var same = trial.findings().stream().filter(f -> isAbout(f, finding)).findFirst();
    proofs.add(
        same.map(f -> notThrough(remedy, f, finding))
            .orElseGet(() -> Proof.holds(cured(remedy, trial))));
    newlyOff(remedy, trial, before)
        .ifPresent(f -> proofs.add(Proof.fails(f.table() + " is off by what it then reads")));
    if (same.isEmpty()) {
      proofs.addAll(trial.prove(finding, remedy.inBranch()));
    }
    return new Judgement(verdict(proofs), same.isEmpty(), proofs);
  }

  /** Whether it cured that for which it is, and nothing is missing but a proof. */
  boolean isOnlyDoubted() {
    return cures && verdict == Verified.INCONCLUSIVE;
  }

  private static String cured(Remedy remedy, Trial trial) {
    return trial.findings().stream().noneMatch(f -> f.table().equals(remedy.table()))
        ? remedy.table() + " comes through, and keeps what it promises"
        : remedy.table() + " has what it lacked; what else is wrong with it is another matter";
  }

  /**
   * What no change of data or code brings about says nothing of one: the disk was full just then,
   * and nobody may take the remedy, or the note it is by, for wrong.
   */
  private static Proof notThrough(Remedy remedy, Finding now, Finding before) {
    if (now.what() instanceof What.Failed(var fault)
        && remedy instanceof Remedy.WithHeader(var _, var _, var header, var _, var _)
        && header.secret().equals(fault.facts().get(Fault.SECRET))) {
      return Proof.unknown(header.secret() + " is not set where Prunella runs");
    }
    return now.what() instanceof What.Failed(var fault)
            && FROM_OUTSIDE.contains(fault.kind())
            && !now.isLike(before)
        ? Proof.unknown(remedy.table() + " could not be made: " + fault.kind().words())
        : Proof.fails(remedy.table() + " still does not come through");
  }

  /**
   * A table that came to be judged by a change of data, and is off. That speaks against the change,
   * though its own table keeps what it promises: where all of a day's signs are wrong, a few rows
   * break a rule, and what is made of the others is nothing.
   */
  private static Optional<Finding> newlyOff(Remedy remedy, Trial trial, List<Finding> before) {
    if (!(remedy.inBranch() instanceof Remedy.ChangedCode code) || code.corrections().isEmpty()) {
      return Optional.empty();
    }
    return trial.findings().stream()
        .filter(f -> f.what() instanceof What.Unlike || f.what() instanceof What.BreaksRules)
        // What its model's edit explains is a fault of its own.
        .filter(f -> f.lastGood().isEmpty())
        .filter(f -> before.stream().noneMatch(b -> b.table().equals(f.table())))
        .findFirst();
  }

  private static Verified verdict(List<Proof> proofs) {
    return proofs.stream().anyMatch(p -> p.standing() == Proof.Standing.FAILS)
        ? Verified.FAILED
        : proofs.stream().anyMatch(p -> p.standing() == Proof.Standing.UNKNOWN)
            ? Verified.INCONCLUSIVE
            : Verified.VERIFIED;
  }

  /**
   * The same trouble of the same table, though perhaps in other numbers. Once its lost rows are
   * there again, whatever else is wrong with a table is another matter.
   */
  private static boolean isAbout(Finding found, Finding before) {
    return found.table().equals(before.table())
        && (!(before.what() instanceof What.Lost) || found.what() instanceof What.Lost);
  }
}
