package dev.prunella.app.reach;

import dev.prunella.app.project.LoadedProject;
import dev.prunella.app.view.ReachJson;
import dev.prunella.connect.dbt.DbtPipeline.Watched;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The tables that are made elsewhere: what dbt goes on running, and what others tell of. */
final class Foreigners {
  private Foreigners() {}

  /** Those that dbt makes first, then those of the newest runs. */
  static List<ReachJson.Foreign> of(LoadedProject project, Elsewhere elsewhere) {
    var known = elsewhere.foreign();
    var all = new ArrayList<ReachJson.Foreign>();
    var dbts = new HashSet<String>();
    for (var watched : project.dbt().map(LoadedProject.Dbt::watched).orElse(List.of())) {
      var name = watched.table().toString();
      dbts.add(name);
      all.add(leftToDbt(watched, known.stream().filter(k -> k.name().equals(name)).findFirst()));
    }
    known.stream().filter(k -> !dbts.contains(k.name())).map(Foreigners::toldOf).forEach(all::add);
    return all;
  }

  private static ReachJson.Foreign leftToDbt(Watched watched, Optional<Elsewhere.Known> known) {
    boolean told = known.filter(k -> !k.makers().isEmpty()).isPresent();
    return new ReachJson.Foreign(
        watched.table().toString(),
        "dbt",
        known.map(k -> List.copyOf(k.makers())).orElse(List.of()),
        known.map(k -> List.copyOf(k.readers())).orElse(List.of()),
        known.map(k -> k.state().name().toLowerCase(Locale.ROOT)).orElse(null),
        known.map(Elsewhere.Known::told).orElse(null),
        told,
        "dbt goes on running it: " + watched.reason(),
        told
            ? "put right in the dbt project what keeps it from running here"
            : "have dbt tell of its runs by OpenLineage, to POST /api/v1/lineage");
  }

  private static ReachJson.Foreign toldOf(Elsewhere.Known known) {
    boolean made = !known.makers().isEmpty();
    return new ReachJson.Foreign(
        known.name(),
        "openlineage",
        List.copyOf(known.makers()),
        List.copyOf(known.readers()),
        known.state().name().toLowerCase(Locale.ROOT),
        known.told(),
        made,
        made
            ? "its runs and failures are seen, and nothing is tried: it cannot be run again here"
            : "it is only read, as far as anybody tells: nobody tells how it is made",
        made
            ? "load what it is made from by a file in sources/, and make it by one in models/"
            : "have whoever makes it tell of its runs by OpenLineage");
  }
}
