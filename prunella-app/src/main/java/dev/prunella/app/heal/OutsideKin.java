package dev.prunella.app.heal;

import dev.prunella.incident.IncidentJournal;
import dev.prunella.incident.IncidentState;
import dev.prunella.incident.Signature;
import dev.prunella.incident.Symptom;
import dev.prunella.local.outside.OutsideRuns;
import dev.prunella.local.outside.OutsideRuns.Kept;
import dev.prunella.outside.OutsideRun;
import dev.prunella.outside.OutsideState;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/** Finds what failed together: a run, what it was started by, and what that has started besides. */
record OutsideKin(IncidentJournal incidents, OutsideRuns runs) {
  /** So many runs inside of one are looked through. */
  private static final int MOST_INSIDE = 500;

  /** So many that failed beside one are. */
  private static final int MOST_AROUND = 100;

  /** Another run that failed for the same, and whether that was inside of this one. */
  record Related(IncidentState incident, boolean inside) {}

  /** What else is open for the same, of a run around it or inside of it. */
  Optional<Related> of(Kept kept, List<Symptom> symptoms) {
    return inside(kept.run())
        .map(incident -> new Related(incident, true))
        .or(() -> around(kept, symptoms).map(incident -> new Related(incident, false)));
  }

  /** The open incident of a run that this one has started, directly or not. */
  private Optional<IncidentState> inside(OutsideRun run) {
    var seen = new HashSet<String>();
    var next = new ArrayDeque<String>();
    next.add(run.key().run());
    int looked = 0;
    while (!next.isEmpty() && looked < MOST_INSIDE) {
      var parent = next.poll();
      if (!seen.add(parent)) {
        continue;
      }
      var below = runs.below(parent, MOST_INSIDE - looked);
      looked += 1 + below.size();
      for (var child : below) {
        var open = open(child);
        if (open.isPresent()) {
          return open;
        }
        next.add(child.run().key().run());
      }
    }
    return Optional.empty();
  }

  /**
   * The open incident of the run that has started this one, or of what that has started besides: a
   * parent fails for one of its children, and another child is of that only if it says the same.
   */
  private Optional<IncidentState> around(Kept kept, List<Symptom> symptoms) {
    for (var parent : parents(kept.run())) {
      var siblings =
          runs.failedBelow(parent, MOST_AROUND).stream()
              .filter(s -> s.number() != kept.number())
              .toList();
      for (var sibling : siblings) {
        var open = open(sibling).filter(i -> isSame(i, sibling.run(), symptoms));
        if (open.isPresent()) {
          return open;
        }
      }
      for (var one : runs.byRun(parent, 10)) {
        var open = open(one);
        boolean explained =
            open.isPresent()
                && siblings.stream()
                    .anyMatch(s -> s.incident().equals(open.map(IncidentState::id)));
        if (open.isPresent() && !explained) {
          return open;
        }
      }
    }
    return Optional.empty();
  }

  private static boolean isSame(IncidentState incident, OutsideRun run, List<Symptom> symptoms) {
    var signature = Signature.of(symptoms.getFirst().message());
    return Signature.of(OutsideIncidents.message(run)).equals(signature)
        && incident.symptoms().stream()
            .anyMatch(s -> symptoms.stream().anyMatch(o -> o.table().equals(s.table())));
  }

  /** The ids of the runs that it was started by, the nearest first. */
  private List<String> parents(OutsideRun run) {
    var parents = new LinkedHashSet<String>();
    var next = run.parent();
    while (next.isPresent() && parents.size() < 10 && parents.add(next.get().run())) {
      next =
          runs.byRun(next.get().run(), 1).stream().findFirst().flatMap(kept -> kept.run().parent());
    }
    run.root().ifPresent(root -> parents.add(root.run()));
    parents.remove(run.key().run());
    return List.copyOf(parents);
  }

  private Optional<IncidentState> open(Kept kept) {
    return kept.run().state() == OutsideState.FAIL
        ? kept.incident()
            .flatMap(incidents::state)
            .filter(IncidentState::isOpen)
            .filter(IncidentState::isElsewhere)
        : Optional.empty();
  }
}
