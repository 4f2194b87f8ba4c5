package dev.prunella.app.reach;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.app.view.PauseJson;
import dev.prunella.app.view.PolicyJson;
import dev.prunella.app.view.ReachJson;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What keeps the healer from doing more is named, and only what does. */
class LimitsTest {
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

  private static PolicyJson.View policy(
      String mode,
      @Nullable Integer budget,
      List<PolicyJson.FreezeView> freezes,
      List<String> problems) {
    return new PolicyJson.View(
        mode,
        "folder",
        List.of(),
        "auto",
        budget,
        2,
        freezes,
        1,
        List.of(),
        PauseJson.View.of(Optional.empty()),
        problems);
  }

  private static List<String> whys(Limits limits) {
    return limits.all().stream().map(ReachJson.Limit::why).toList();
  }

  @Test
  void whereAllIsAllowedNothingIsNamed() {
    assertThat(whys(new Limits(policy("act", 3, List.of(), List.of()), "policy.yaml", false, 0, 1)))
        .isEmpty();
  }

  @Test
  void eachThingThatStandsInTheWayIsNamed() {
    var frozen = new PolicyJson.FreezeView(NOON, NOON.plusSeconds(60), "closing", true);
    var later = new PolicyJson.FreezeView(NOON, NOON.plusSeconds(60), "sale", false);
    assertThat(
            whys(
                new Limits(
                    policy("observe", 2, List.of(frozen, later), List.of("policy.yaml:1: no")),
                    "policy.yaml as main knows it",
                    true,
                    3,
                    0)))
        .satisfiesExactly(
            why -> assertThat(why).contains("mode observe"),
            why -> assertThat(why).contains("code of main"),
            why -> assertThat(why).contains("policy.yaml as main knows it"),
            why -> assertThat(why).contains("closing"),
            why -> assertThat(why).contains("budget of 2"),
            why -> assertThat(why).contains("3 problems of notes"),
            why -> assertThat(why).contains("no channel"));
  }
}
