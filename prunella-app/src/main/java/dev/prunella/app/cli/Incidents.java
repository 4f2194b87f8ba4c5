package dev.prunella.app.cli;

import dev.prunella.app.run.Workspace;
import dev.prunella.incident.IncidentEvent;
import dev.prunella.incident.IncidentId;
import dev.prunella.incident.IncidentState;
import java.util.List;
import java.util.Optional;

/** Finds the incident that a command names. */
final class Incidents {
  private Incidents() {}

  static IncidentState require(Workspace workspace, String named) {
    var id =
        IncidentId.parse(named)
            .orElseThrow(
                () ->
                    Failure.usage(
                        "'" + named + "' is no incident", "write its number, such as 7 or INC-7"));
    return workspace
        .incidents()
        .state(id)
        .orElseThrow(
            () ->
                new Failure(
                    Exit.NOT_FOUND,
                    "no-incident",
                    "there is no " + id,
                    "prunella incidents lists them"));
  }

  /** That it asks nothing: any more, where somebody has answered. */
  static Failure asksNothing(Console console, IncidentState state, List<IncidentEvent> events) {
    var said =
        answered(events)
            .map(
                a ->
                    "it was answered by %s with '%s', %s"
                            .formatted(a.by(), a.option(), console.when(a.at()))
                        + (a.why().isBlank() ? "" : ": " + a.why()));
    return new Failure(
        Exit.USAGE,
        "not-asked",
        state.id()
            + " asks nothing"
            + said.map(words -> " any more: " + words).orElseGet(() -> why(console, state)),
        state.isOpen()
            ? "prunella heal %1$d tries now, prunella answer %1$d dismiss --why ... ends it"
                .formatted(state.id().number())
            : "prunella incidents " + state.id().number());
  }

  /** Why somebody whom nobody has answered asks nothing. */
  private static String why(Console console, IncidentState state) {
    if (!state.isOpen()) {
      return ": it is closed";
    }
    return state
        .waiting()
        .map(waiting -> ": it waits until " + console.when(waiting.until()))
        .orElse(": it is not looked at yet");
  }

  /** The answer to what was asked last; empty where that has settled otherwise. */
  private static Optional<IncidentEvent.Answered> answered(List<IncidentEvent> events) {
    Optional<IncidentEvent.Answered> answered = Optional.empty();
    for (var event : events) {
      if (event instanceof IncidentEvent.Answered one) {
        answered = Optional.of(one);
      } else if (event instanceof IncidentEvent.Asked) {
        answered = Optional.empty();
      }
    }
    return answered;
  }
}
