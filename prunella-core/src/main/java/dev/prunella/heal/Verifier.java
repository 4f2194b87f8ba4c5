package dev.prunella.heal;

import dev.prunella.heal.Planner.Planned;
import dev.prunella.heal.Sandbox.Proof;
import dev.prunella.heal.Sandbox.Trial;
import dev.prunella.incident.IncidentEvent;
import dev.prunella.incident.IncidentJournal;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Says what a trial has proved, and keeps it. */
final class Verifier {
  private final Means means;
  private final Clock clock;

  Verifier(Means means, Clock clock) {
    this.means = means;
    this.clock = clock;
  }

  /** Keeps what a trial says of a remedy: {@link Judgement#of}. */
  IncidentEvent.Tried verify(
      IncidentJournal.Writer writer, Planned planned, Trial trial, List<Finding> before) {
    var judgement = Judgement.of(planned.finding(), planned.remedy(), trial, before);
    var tried =
        new IncidentEvent.Tried(
            clock.instant(),
            planned.remedy().key(),
            planned.remedy().family(),
            planned.remedy().words(),
            Optional.of(trial.run()),
            judgement.verdict(),
            judgement.proofs().stream().map(Proof::sentence).toList(),
            means.past().with(planned.finding()).mark(),
            judgement.isOnlyDoubted() && trial.impact().idempotent()
                ? trial.made(planned.finding())
                : Optional.empty());
    writer.append(tried);
    Known.Remark.of(planned.remedy(), judgement.verdict())
        .ifPresent(r -> writer.append(r.at(clock.instant())));
    return tried;
  }
}
