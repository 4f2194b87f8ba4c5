package dev.prunella.app.view;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.prunella.app.heal.PolicyInForce;
import dev.prunella.app.project.Settings.Mode;
import dev.prunella.heal.HealingEvent;
import dev.prunella.heal.HealingState;
import dev.prunella.heal.Policy;
import dev.prunella.incident.IncidentEvent.Autonomy;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the healer may do, as programs read it. */
public final class PolicyJson {
  private PolicyJson() {}

  public record View(
      String mode,
      String from,
      List<RuleView> rules,
      @JsonProperty("default") String otherwise,
      @Nullable Integer actionsPerHour,
      int actions,
      List<FreezeView> freezes,
      int opensAfter,
      List<BreakerView> breakers,
      PauseJson.View healing,
      List<String> problems) {}

  public record RuleView(String words, @JsonProperty("do") String may) {}

  public record FreezeView(Instant from, Instant to, String why, boolean now) {}

  /** JSON: an undo that counts against a sort of remedy for a sort of cause. */
  public record BreakerView(String remedy, String cause, String incident, String by, Instant at) {}

  public static View view(Mode mode, PolicyInForce.Rules rules, Policy.Situation situation) {
    var policy = rules.policy();
    var brakes = policy.brakes();
    return new View(
        mode.name().toLowerCase(Locale.ROOT),
        rules.origin().name().toLowerCase(Locale.ROOT),
        policy.rules().stream().map(r -> new RuleView(r.words(), word(r.autonomy()))).toList(),
        word(policy.otherwise()),
        brakes.actionsPerHour().isPresent() ? brakes.actionsPerHour().getAsInt() : null,
        situation.actions(),
        brakes.freezes().stream()
            .map(
                f ->
                    new FreezeView(
                        f.from(),
                        f.to(),
                        f.why(),
                        !situation.at().isBefore(f.from()) && situation.at().isBefore(f.to())))
            .toList(),
        brakes.opensAfter(),
        breakers(situation.healing()),
        PauseJson.View.of(situation.healing().paused()),
        rules.problems());
  }

  /** What was undone since the breakers were closed last. */
  public static List<BreakerView> breakers(HealingState healing) {
    return healing.undone().stream()
        .map(
            (HealingEvent.Undone u) ->
                new BreakerView(
                    u.family().word(), u.cause(), u.incident().toString(), u.by(), u.at()))
        .toList();
  }

  private static String word(Autonomy autonomy) {
    return autonomy.name().toLowerCase(Locale.ROOT);
  }
}
