package dev.prunella.app.cli;

import dev.prunella.app.run.Workspace;
import dev.prunella.incident.IncidentId;
import dev.prunella.incident.IncidentState;

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
}
