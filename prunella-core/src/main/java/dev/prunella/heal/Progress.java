package dev.prunella.heal;

import dev.prunella.heal.Planner.Planned;
import dev.prunella.heal.Sandbox.Trial;
import dev.prunella.incident.IncidentEvent;
import dev.prunella.incident.IncidentState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How far a pass over an incident has come: the remedies that were kept together, rehearsed one
 * after the other, and what is still wrong with all of them in place. Closing it ends the newest
 * trial in which they were.
 */
final class Progress implements AutoCloseable {
  private final Means means;
  private final Set<String> ruledOut;
  private final List<Planned> kept = new ArrayList<>();
  private final Map<Planned, String> trusted = new HashMap<>();
  private List<Finding> stillWrong;
  private Optional<Remedy.Wait> wait = Optional.empty();
  private Optional<Trial> trial = Optional.empty();

  Progress(IncidentState incident, List<Finding> found, Means means) {
    this.means = means;
    this.ruledOut = ruledOut(incident);
    this.stillWrong = found;
  }

  /** What has failed for an incident, but for what a person trusts, and what one said no to. */
  static Set<String> ruledOut(IncidentState incident) {
    var ruledOut = new HashSet<>(incident.failed());
    ruledOut.removeAll(Doubt.trusted(incident));
    ruledOut.addAll(incident.denied());
    return ruledOut;
  }

  /** The least invasive remedy of what is still wrong that is not ruled out. */
  Optional<Planned> next() {
    var plan = Planner.plan(stillWrong, ruledOut, means);
    wait = wait.or(() -> Patience.firstWait(plan));
    return stillWrong.isEmpty()
        ? Optional.empty()
        : plan.stream().filter(p -> !(p.remedy() instanceof Remedy.Wait)).findFirst();
  }

  /** What is kept so far and one more, as it is rehearsed in a branch. */
  List<Remedy> with(Planned next) {
    return Stream.concat(kept.stream(), Stream.of(next)).map(p -> p.remedy().inBranch()).toList();
  }

  /**
   * It is kept, with those before it.
   *
   * @param trustedBy who says that it is right, though that cannot be proved
   */
  void take(Planned next, Trial verified, Optional<String> trustedBy) {
    close();
    trustedBy.ifPresent(who -> trusted.put(next, who));
    trial = Optional.of(verified);
    kept.add(next);
    stillWrong = verified.findings();
  }

  /** It is not proved. */
  void ruleOut(Planned next, Trial failed) {
    ruledOut.add(next.remedy().key());
    if (failsOtherwiseNow(next, failed)) {
      // What the run met is over, and something else is wrong behind it.
      var before = stillWrong;
      stillWrong = failed.findings().stream().map(f -> f.ofRowsSince(before)).toList();
    }
    // A source that was asked once more may have said how long to wait.
    wait =
        Patience.longer(wait, Patience.firstWait(Planner.plan(failed.findings(), ruledOut, means)));
  }

  /** Whether a table that was only run again fails by something else now, or in other rows. */
  private static boolean failsOtherwiseNow(Planned tried, Trial trial) {
    return tried.remedy() instanceof Remedy.Again
        && trial.findings().stream()
            .filter(f -> f.table().equals(tried.finding().table()))
            .anyMatch(f -> !f.isLike(tried.finding()) || f.isOfOtherRows(tried.finding()));
  }

  /** Proved, or trusted by a person. */
  List<Planned> kept() {
    return List.copyOf(kept);
  }

  /** Who trusts one of them; empty where it is proved. */
  Optional<String> trustedBy(Planned taken) {
    return Optional.ofNullable(trusted.get(taken));
  }

  boolean allAreProved() {
    return trusted.isEmpty();
  }

  /** For people: what is done. */
  String words() {
    return kept.stream()
        .map(
            p ->
                p.remedy().words()
                    + trustedBy(p)
                        .map(who -> IncidentEvent.Published.TRUSTED_BY + who + ")")
                        .orElse(""))
        .collect(Collectors.joining("; "));
  }

  List<Finding> stillWrong() {
    return stillWrong;
  }

  /** What a person would be asked about: what is still wrong, else what the remedies are of. */
  List<Finding> openFindings() {
    return stillWrong.isEmpty() ? kept.stream().map(Planned::finding).toList() : stillWrong;
  }

  /** Empty where no waiting helps. */
  Optional<Remedy.Wait> timeThatMayHelp() {
    return wait;
  }

  /** The newest in which all that is kept was. */
  Trial trial() {
    return trial.orElseThrow();
  }

  @Override
  public void close() {
    trial.ifPresent(Trial::close);
    trial = Optional.empty();
  }
}
