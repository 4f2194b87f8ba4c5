package dev.prunella.app.view;

import dev.prunella.app.heal.PolicyInForce;
import dev.prunella.app.run.Workspace;
import dev.prunella.heal.HealingState;
import dev.prunella.heal.Standing;
import dev.prunella.incident.IncidentEvent.Autonomy;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How sorts of remedies have turned out, as programs read it. */
public final class StandingJson {
  private static final int MOST_INCIDENTS = 10_000;

  private StandingJson() {}

  /** What stands before the first number of a cause is a condition in CEL as it is. */
  private static final String PLAIN = "[\\p{L}\\p{N} _.,:()-]{3,80}";

  /** JSON: one sort of remedy for one sort of cause. */
  public record View(
      String remedy,
      @com.fasterxml.jackson.annotation.JsonProperty("class") String failureClass,
      String cause,
      int tried,
      int verified,
      int agreed,
      int denied,
      int published,
      int held,
      int undone,
      int switchedBack,
      boolean lowered,
      @Nullable String decided,
      @Nullable String suggested) {}

  /** JSON: all sorts of remedies. */
  public record Views(List<View> standing, int incidents, boolean more) {}

  public static Views of(Workspace workspace, Clock clock) {
    return of(workspace, clock, MOST_INCIDENTS);
  }

  /** The same by so many of the newest incidents. */
  public static Views of(Workspace workspace, Clock clock, int most) {
    var ids = workspace.incidents().newest(most + 1);
    var journals = ids.stream().limit(most).map(workspace.incidents()::events).toList().reversed();
    var rules = new PolicyInForce(workspace, clock).rules().policy();
    var healing = workspace.healing().state();
    return new Views(
        Standing.of(journals).lines().stream()
            .map(line -> view(line, healing, rules.brakes().opensAfter()))
            .toList(),
        journals.size(),
        ids.size() > most);
  }

  private static View view(Standing.Line line, HealingState healing, int opensAfter) {
    var key = line.key();
    return new View(
        key.family().word(),
        key.failureClass().word(),
        key.cause(),
        line.tried(),
        line.verified(),
        line.agreed(),
        line.denied(),
        line.published(),
        line.held(),
        line.undone(),
        line.regressed(),
        healing.undos(key.family(), key.cause()) >= opensAfter,
        line.decided().map(StandingJson::word).orElse(null),
        line.suggested().map(may -> rule(key, may)).orElse(null));
  }

  /** A line for policy.yaml. */
  private static String rule(Standing.Key key, Autonomy may) {
    var cause = key.cause().split("#", 2)[0].strip();
    return "- {remedy: %s, class: %s, %sdo: %s}"
        .formatted(
            key.family().word(),
            key.failureClass().word(),
            cause.matches(PLAIN) ? "when: \"cause.startsWith('" + cause + "')\", " : "",
            word(may));
  }

  private static String word(Autonomy autonomy) {
    return autonomy.name().toLowerCase(Locale.ROOT);
  }
}
