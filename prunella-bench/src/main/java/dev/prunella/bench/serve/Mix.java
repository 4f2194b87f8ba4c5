package dev.prunella.bench.serve;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What people and programs look at, and how often: by the hundred. */
record Mix(List<Look> looks) {

  /**
   * One route.
   *
   * @param weight how often, among all
   * @param paths one of which is asked for
   */
  record Look(String route, int weight, List<String> paths) {}

  Mix {
    looks = List.copyOf(looks);
    for (var look : looks) {
      if (look.paths().isEmpty()) {
        throw new IllegalStateException("the project has nothing to show at " + look.route());
      }
    }
  }

  /**
   * Of a project with a history.
   *
   * @param runs as {@code /api/v1/runs} tells of them
   * @param incidents as {@code /api/v1/incidents} does
   */
  static Mix of(JsonNode runs, JsonNode incidents) {
    var runIds = ids(runs.path("runs"), "run");
    var incidentIds = ids(incidents.path("incidents"), "incident");
    var tables = List.of("raw_orders", "stg_orders", "daily_revenue");
    return new Mix(
        List.of(
            new Look("/", 15, List.of("/")),
            new Look("/pipelines", 8, List.of("/pipelines")),
            new Look("/runs/{id}", 12, below("/runs/", runIds)),
            new Look("/tables", 6, List.of("/tables")),
            new Look("/tables/{name}", 10, below("/tables/", tables)),
            new Look("/incidents", 10, List.of("/incidents")),
            new Look("/incidents/{id}", 10, below("/incidents/", incidentIds)),
            new Look("/lake", 3, List.of("/lake")),
            new Look("/outside-runs", 2, List.of("/outside-runs")),
            new Look("/api/v1/status", 8, List.of("/api/v1/status")),
            new Look("/api/v1/runs", 4, List.of("/api/v1/runs")),
            new Look("/api/v1/runs/{id}", 3, below("/api/v1/runs/", runIds)),
            new Look("/api/v1/incidents", 4, List.of("/api/v1/incidents")),
            new Look("/api/v1/incidents/{id}", 3, below("/api/v1/incidents/", incidentIds)),
            new Look("/api/v1/tables/{name}", 2, below("/api/v1/tables/", tables))));
  }

  private static List<String> ids(JsonNode array, String field) {
    var ids = new ArrayList<String>();
    array.forEach(one -> ids.add(one.path(field).asText()));
    return ids;
  }

  private static List<String> below(String prefix, List<String> names) {
    return names.stream().map(name -> prefix + name).toList();
  }

  /** The next that somebody looks at. */
  Look next(Random random) {
    int at = random.nextInt(looks.stream().mapToInt(Look::weight).sum());
    for (var look : looks) {
      at -= look.weight();
      if (at < 0) {
        return look;
      }
    }
    throw new IllegalStateException("a mix is not empty");
  }
}
