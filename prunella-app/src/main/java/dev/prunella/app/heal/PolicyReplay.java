package dev.prunella.app.heal;

import dev.prunella.app.run.Workspace;
import dev.prunella.heal.HealingState;
import dev.prunella.heal.Policy;
import dev.prunella.incident.IncidentEvent;
import dev.prunella.incident.IncidentEvent.Autonomy;
import dev.prunella.incident.IncidentState;
import dev.prunella.pipeline.Cancellation;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/** Decides on past incidents once more, by the policy as it is now. Changes nothing. */
public final class PolicyReplay {
  private static final int MOST_INCIDENTS = 10_000;
  private static final Duration HOUR = Duration.ofHours(1);

  private final Workspace workspace;
  private final PolicyInForce inForce;

  public PolicyReplay(Workspace workspace, Clock clock) {
    this.workspace = workspace;
    this.inForce = new PolicyInForce(workspace, clock);
  }

  /**
   * One remedy that was verified and decided on.
   *
   * @param incident as it stands now
   * @param then what was decided at the time
   * @param now what would be decided; empty where the journal does not keep what was decided on
   */
  public record Past(
      IncidentState incident, IncidentEvent.Decided then, Optional<Policy.Decision> now) {
    public boolean isOtherwise() {
      return now.filter(n -> n.autonomy() != then.autonomy()).isPresent();
    }
  }

  /**
   * All remedies that were decided on since then, the oldest first; each once per incident.
   *
   * @param cancellation asked before each of them
   * @throws CancellationException if it was told to end
   */
  public List<Past> since(Instant since, Cancellation cancellation) {
    var policy = inForce.rules().policy();
    var decided = new ArrayList<Past>();
    for (var id : workspace.incidents().newest(MOST_INCIDENTS)) {
      cancellation.requireGoingOn();
      var events = workspace.incidents().events(id);
      var keys = new HashSet<String>();
      for (var event : events) {
        if (event instanceof IncidentEvent.Decided one
            && !one.at().isBefore(since)
            && keys.add(one.key())) {
          decided.add(new Past(IncidentState.of(id, events), one, Optional.empty()));
        }
      }
    }
    decided.sort(Comparator.comparing(p -> p.then().at()));
    var done = new ArrayDeque<Instant>();
    var past = new ArrayList<Past>();
    var healing = workspace.healing().past();
    for (var one : decided) {
      cancellation.requireGoingOn();
      var at = one.then().at();
      done.removeIf(d -> !d.isAfter(at.minus(HOUR)));
      var now = decide(policy, one.then(), done.size(), healing.apply(at));
      if (now.filter(n -> n.autonomy() == Autonomy.AUTO).isPresent()) {
        done.add(at);
      }
      past.add(new Past(one.incident(), one.then(), now));
    }
    return past;
  }

  /** The strictest of all remedies of the key, as the healer takes it. */
  private Optional<Policy.Decision> decide(
      Policy policy, IncidentEvent.Decided then, int actions, HealingState stood) {
    var healing = new HealingState(Optional.empty(), stood.undone());
    var situation = inForce.situation(then.at(), actions, healing);
    return then.weighed().stream()
        .map(w -> policy.decide(w, situation))
        .min(Comparator.comparing(Policy.Decision::autonomy));
  }
}
