package dev.prunella.app.view;

import dev.prunella.app.heal.PolicyReplay;
import dev.prunella.app.run.Workspace;
import dev.prunella.incident.IncidentEvent;
import dev.prunella.pipeline.Cancellation;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Remedies that were verified, what was decided of each, and what has come of it since. */
public final class DecidedJson {
  private DecidedJson() {}

  /**
   * One of them.
   *
   * @param decided {@code auto}, {@code propose}, or {@code forbid} where it was only said
   * @param state of the incident now
   * @param answer what a person has said last
   * @param end how the incident ended
   */
  public record View(
      Instant at,
      String incident,
      String remedy,
      String decided,
      String state,
      @Nullable String answer,
      @Nullable String end) {

    /** For who may see no values of rows. */
    public View withoutValues() {
      return new View(
          at, incident, Unvalued.words(remedy), decided, state, answer, Unvalued.orNull(end));
    }
  }

  /** Those of a time that ends now, the newest first. */
  public static List<View> newest(Workspace workspace, Clock clock, Duration time, int most) {
    return new PolicyReplay(workspace, clock)
        .since(clock.instant().minus(time), new Cancellation()).reversed().stream()
            .limit(most)
            .map(DecidedJson::view)
            .toList();
  }

  private static View view(PolicyReplay.Past past) {
    var incident = past.incident();
    return new View(
        past.then().at(),
        incident.id().toString(),
        past.then().remedy(),
        past.then().autonomy().name().toLowerCase(Locale.ROOT),
        IncidentJson.state(incident),
        incident.answers().isEmpty()
            ? null
            : incident.answers().getLast().option() + " by " + incident.answers().getLast().by(),
        incident.closed().map(IncidentEvent.Closed::sentence).orElse(null));
  }
}
