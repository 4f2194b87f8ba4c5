package dev.prunella.app.schedule;

import dev.prunella.app.project.LoadedProject.Scheduled;
import dev.prunella.app.run.Intervals;
import dev.prunella.app.run.Workspace;
import dev.prunella.pipeline.Agenda;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.stream.Collectors;

/** What has come up of a pipeline and waits to be begun. For one thread. */
final class WaitingIntervals {
  private final Workspace workspace;
  private final Agendas agendas;
  private final Telling telling;
  private final String by;

  WaitingIntervals(Workspace workspace, Agendas agendas, Telling telling, String by) {
    this.workspace = workspace;
    this.agendas = agendas;
    this.telling = telling;
    this.by = by;
  }

  /**
   * What can be begun now.
   *
   * @param kept the agenda that it is on
   */
  record Ready(Agendas.Kept kept, Agenda.Item item) {}

  /** The oldest interval that need not wait for its files. */
  Optional<Ready> oldest(Scheduled scheduled, Agenda.Terms terms, Agendas.Kept all, Instant now) {
    var kept = passOverWhatIsDone(scheduled, terms, all, now);
    for (var item : kept.agenda().waiting()) {
      var missing = missing(scheduled, terms, item);
      if (missing.isEmpty()) {
        return Optional.of(new Ready(kept, item));
      }
      waits(scheduled, terms, item, missing.get(), now);
    }
    return Optional.empty();
  }

  private Optional<String> missing(Scheduled scheduled, Agenda.Terms terms, Agenda.Item item) {
    if (!terms.schedule().waitForFiles()
        || item.interval().isEmpty()
        || terms.calendar().isEmpty()) {
      return Optional.empty();
    }
    return Intervals.waitsFor(
            scheduled.pipeline().graph(),
            terms.calendar().get(),
            item.interval().get(),
            workspace.arrivals())
        .map(missing -> missing.source().toString());
  }

  private void waits(
      Scheduled scheduled, Agenda.Terms terms, Agenda.Item item, String source, Instant now) {
    var name = scheduled.pipeline().name();
    var label = Schedules.label(terms, item);
    telling.once(
        name + " " + label.orElse(""), source, () -> new News.Waits(now, name, label, source));
  }

  /** Of several that have come up, those that people have run meanwhile are done. */
  private Agendas.Kept passOverWhatIsDone(
      Scheduled scheduled, Agenda.Terms terms, Agendas.Kept kept, Instant now) {
    if (kept.agenda().waiting().size() < 2) {
      return kept;
    }
    var waiting =
        kept.agenda().waiting().stream()
            .flatMap(item -> item.interval().stream())
            .collect(Collectors.toSet());
    var coverage = Intervals.coverage(workspace, scheduled.pipeline(), waiting::contains);
    var done = new HashSet<Agenda.Item>();
    for (var item : kept.agenda().waiting()) {
      if (item.interval().filter(i -> !coverage.of(i).isDue()).isPresent()) {
        done.add(item);
      }
    }
    if (done.isEmpty()) {
      return kept;
    }
    var less = agendas.keep(kept, kept.agenda().without(done), Agendas.Why.PASSED_OVER, by);
    var labels = done.stream().flatMap(i -> Schedules.label(terms, i).stream()).sorted().toList();
    less.ifPresent(_ -> telling.tell(new News.PassedOver(now, kept.pipeline(), labels, "done")));
    // Where another scheduler was quicker, the run's own entry will not fit, and we look again.
    return less.orElse(kept);
  }
}
