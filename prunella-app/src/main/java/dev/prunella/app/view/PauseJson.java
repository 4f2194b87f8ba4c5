package dev.prunella.app.view;

import dev.prunella.heal.HealingEvent;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether healing is paused, as programs read it. */
public final class PauseJson {
  private PauseJson() {}

  /** JSON: whether healing is paused. */
  public record View(
      boolean paused, @Nullable Instant since, @Nullable String by, @Nullable String why) {
    public static View of(Optional<HealingEvent.Paused> paused) {
      return new View(
          paused.isPresent(),
          paused.map(HealingEvent.Paused::at).orElse(null),
          paused.map(HealingEvent.Paused::by).orElse(null),
          paused.map(HealingEvent.Paused::why).orElse(null));
    }
  }
}
