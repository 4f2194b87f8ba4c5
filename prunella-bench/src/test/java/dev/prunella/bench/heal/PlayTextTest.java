package dev.prunella.bench.heal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.bench.heal.oracle.Judgement;
import dev.prunella.bench.heal.system.Strategy;
import dev.prunella.bench.heal.system.Told;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlayTextTest {
  private static final Instant MORNING = Instant.parse("2026-04-08T02:05:00Z");

  @Test
  void aWakeTellsOnlyWhatIsNewSinceTheOneBefore() {
    var lines =
        PlayText.of(
            play(
                wake(0, "", "INC-1: believes a unit", "INC-1: ann is asked"),
                wake(6, "", "INC-1: believes a unit", "INC-1: ann is asked"),
                wake(7, ""),
                wake(
                    8,
                    "ann says approve",
                    "typed: approve",
                    "INC-1: believes a unit",
                    "INC-1: healed"),
                wake(24, "", "INC-1: believes a unit", "INC-1: healed"),
                wake(30, "", "INC-1: believes a unit", "INC-1: ann is asked")));

    assertThat(lines.stream().filter(l -> l.contains("INC-1") || l.contains(" ms")).toList())
        .containsExactly(
            "    2026-04-08T02:05:00Z woken, 5 ms",
            "    2026-04-08T02:05:00Z   INC-1: believes a unit",
            "    2026-04-08T02:05:00Z   INC-1: ann is asked",
            "    2026-04-08T08:05:00Z woken, 5 ms",
            "    2026-04-08T09:05:00Z woken, 5 ms",
            "    2026-04-08T10:05:00Z ann says approve, 5 ms",
            "    2026-04-08T10:05:00Z   INC-1: healed",
            "    2026-04-09T02:05:00Z woken, 5 ms",
            "    2026-04-09T08:05:00Z woken, 5 ms",
            "    2026-04-09T08:05:00Z   INC-1: ann is asked");
  }

  @Test
  void aStepThatIsHeldIsToldOnce() {
    var held = new Told.Step("lines", Told.Step.HELD, "like-its-history: a unit");

    var run = new Told.Run("run-1", "2026-04-07", "HELD", "", "", List.of(held, held));

    assertThat(run.steps()).containsExactly(held);
  }

  private static Played.Wake wake(int hours, String said, String... healing) {
    return new Played.Wake(
        MORNING.plus(Duration.ofHours(hours)),
        Optional.of(said).filter(words -> !words.isEmpty()),
        new Told(List.of(), List.of(), List.of(), List.of(), List.of(), List.of(healing)),
        Duration.ofMillis(5));
  }

  private static Played play(Played.Wake... story) {
    return new Played(
        "cents",
        "heal",
        List.of(),
        "shop",
        1,
        Strategy.PRUNELLA,
        List.of(),
        new Judgement(Judgement.Outcome.HEALED, true, true, List.of()),
        List.of(story),
        List.of(),
        Optional.empty(),
        Duration.ofSeconds(1));
  }
}
