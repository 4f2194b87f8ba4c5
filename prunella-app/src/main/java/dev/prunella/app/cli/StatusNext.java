package dev.prunella.app.cli;

import dev.prunella.app.run.Status;
import dev.prunella.app.run.Status.Cause;
import dev.prunella.app.run.Status.OpenRun;
import dev.prunella.app.run.Status.State;
import dev.prunella.pipeline.RunId;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What to do about how a project stands. */
final class StatusNext {
  /** So many runs are named; of more only the oldest. */
  private static final int MOST_RUNS = 3;

  private StatusNext() {}

  /** The commands, as they are typed; empty where nobody needs to do anything. */
  static Optional<String> of(Status status) {
    var runs = toBeResumed(status);
    return question(status)
        .or(() -> runs.isEmpty() ? Optional.empty() : Optional.of(resume(runs)))
        .or(() -> StatusReasons.next(status))
        .or(() -> firstRun(status));
  }

  /** Whatever is run on top of what somebody changed by hand may be built on damage. */
  private static Optional<String> question(Status status) {
    return status.tables().stream()
        .flatMap(table -> table.byHand().stream())
        .findFirst()
        .map(incident -> "prunella incidents " + incident.number());
  }

  private static SortedSet<RunId> toBeResumed(Status status) {
    var killed = status.open().stream().filter(r -> r.worker().isEmpty()).map(OpenRun::run);
    var failed =
        status.tables().stream()
            .flatMap(table -> table.why().stream())
            .flatMap(why -> why.causes().stream())
            .map(Cause::run);
    return Stream.concat(killed, failed).collect(Collectors.toCollection(TreeSet::new));
  }

  private static String resume(SortedSet<RunId> runs) {
    if (runs.size() == 1) {
      return "prunella resume " + runs.first() + "   |   prunella show " + runs.first();
    }
    return runs.size() > MOST_RUNS
        ? "prunella resume "
            + runs.first()
            + " and "
            + (runs.size() - 1)
            + " more   |   prunella runs"
        : runs.stream().map(run -> "prunella resume " + run).collect(Collectors.joining(", "));
  }

  private static Optional<String> firstRun(Status status) {
    boolean unbuilt =
        status.open().isEmpty()
            && status.tables().stream().anyMatch(t -> t.state() == State.NEVER_BUILT);
    if (!unbuilt) {
      return Optional.empty();
    }
    var never =
        status.pipelines().size() > 1
            ? status.pipelines().stream().filter(p -> p.run().isEmpty()).findFirst()
            : Optional.<Status.PipelineStatus>empty();
    return Optional.of(never.map(p -> "prunella run " + p.name()).orElse("prunella run"));
  }
}
