package dev.prunella.app.cli;

import dev.prunella.app.project.LoadedProject;
import dev.prunella.app.project.LoadedProject.Scheduled;
import dev.prunella.app.run.Workspace;
import dev.prunella.app.schedule.Agendas;
import dev.prunella.app.schedule.News;
import dev.prunella.app.schedule.Schedules;
import dev.prunella.app.view.Few;
import dev.prunella.app.view.Json;
import dev.prunella.app.view.RunJson;
import dev.prunella.pipeline.Agenda;
import dev.prunella.pipeline.RunEvent.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How schedules, and what comes of them, are told. */
final class ScheduleViews {
  private static final int NEXT_TIMES = 3;
  private static final int MOST_NAMED = 3;

  private ScheduleViews() {}

  /** JSON: something that happened. */
  record NewsView(
      String what,
      Instant at,
      String pipeline,
      @Nullable String interval,
      @Nullable String run,
      @Nullable Outcome outcome,
      @Nullable String why,
      @Nullable List<String> intervals,
      @Nullable Instant next) {}

  /** JSON: a schedule. */
  record ScheduleView(
      String pipeline,
      String schedule,
      String zone,
      boolean catchUp,
      boolean waitForFiles,
      @Nullable String through,
      List<String> waiting,
      List<Instant> next) {}

  record Views(List<ScheduleView> pipelines) {}

  static void tell(Console console, News news) {
    if (console.json()) {
      console.line(Json.line(view(news)));
    } else {
      console.line(
          console.paint(Ink.DIM, console.when(news.at()))
              + "  "
              + (news.pipeline().isEmpty()
                  ? ""
                  : console.paint(Ink.STRONG, Words.safe(news.pipeline())) + "  ")
              + text(console, news));
    }
    console.out().flush();
  }

  private static String text(Console console, News news) {
    return switch (news) {
      case News.Begins n ->
          "its schedule begins"
              + n.next().map(at -> "; it runs next at " + console.when(at)).orElse("");
      case News.RunBegun n ->
          of(n.interval()) + n.run() + " begun" + n.why().map(w -> "; " + w).orElse("");
      case News.RunResumed n ->
          of(n.interval())
              + console.paint(Ink.CAUTION, n.run() + " had not ended; it is gone on with");
      case News.RunEnded n ->
          of(n.interval())
              + n.run()
              + " "
              + console.paint(
                  RunViews.ink(Optional.of(n.outcome())), RunJson.words(Optional.of(n.outcome())))
              + ": "
              + Words.safe(n.sentence())
              + (n.outcome().complete()
                  ? ""
                  : console.paint(Ink.DIM, "; prunella show " + n.run()));
      case News.RunLeft n ->
          console.paint(
              Ink.BAD,
              n.run()
                  + " died again, "
                  + n.tries()
                  + " times gone on with; it is left: prunella resume "
                  + n.run());
      case News.Waits n ->
          of(n.interval())
              + console.paint(Ink.CAUTION, "waits for the files of " + Words.safe(n.source()));
      case News.PassedOver n ->
          "passed over ("
              + n.why()
              + "): "
              + console.paint(Ink.DIM, Few.of(n.intervals(), MOST_NAMED));
      case News.Healed n ->
          of(n.interval())
              + console.paint(n.open() ? Ink.CAUTION : Ink.GOOD, n.incident())
              + " "
              + Words.safe(n.sentence());
      case News.Trouble n -> console.paint(Ink.BAD, "trouble: ") + Words.safe(n.message());
    };
  }

  private static String of(Optional<String> interval) {
    return interval.map(i -> i + "  ").orElse("");
  }

  private static NewsView view(News news) {
    return switch (news) {
      case News.Begins n -> view("begins", n, null, null, null, null, n.next().orElse(null));
      case News.RunBegun n ->
          view(
              "run-begun",
              n,
              n.interval().orElse(null),
              n.run().toString(),
              null,
              n.why().orElse(null),
              null);
      case News.RunResumed n ->
          view("run-resumed", n, n.interval().orElse(null), n.run().toString(), null, null, null);
      case News.RunEnded n ->
          view(
              "run-ended",
              n,
              n.interval().orElse(null),
              n.run().toString(),
              n.outcome(),
              n.sentence(),
              null);
      case News.RunLeft n -> view("run-left", n, null, n.run().toString(), null, null, null);
      case News.Waits n ->
          view("waits", n, n.interval().orElse(null), null, null, "files of " + n.source(), null);
      case News.PassedOver n ->
          new NewsView(
              "passed-over", n.at(), n.pipeline(), null, null, null, n.why(), n.intervals(), null);
      case News.Healed n ->
          view(
              "healed",
              n,
              n.interval().orElse(null),
              null,
              null,
              n.incident() + " " + n.sentence(),
              null);
      case News.Trouble n -> view("trouble", n, null, null, null, n.message(), null);
    };
  }

  private static NewsView view(
      String what,
      News news,
      @Nullable String interval,
      @Nullable String run,
      @Nullable Outcome outcome,
      @Nullable String why,
      @Nullable Instant next) {
    return new NewsView(what, news.at(), news.pipeline(), interval, run, outcome, why, null, next);
  }

  static Exit list(Console console, Workspace workspace, LoadedProject project, Instant now) {
    var agendas = new Agendas(workspace.lake().lake());
    var views = new ArrayList<ScheduleView>();
    for (var scheduled : project.pipelines()) {
      Schedules.terms(scheduled)
          .ifPresent(
              terms ->
                  views.add(
                      view(
                          scheduled,
                          terms,
                          agendas.newest(scheduled.pipeline().name()).map(Agendas.Kept::agenda),
                          now)));
    }
    console.answer(new Views(views), () -> tell(console, project, views));
    return Exit.OK;
  }

  private static ScheduleView view(
      Scheduled scheduled, Agenda.Terms terms, Optional<Agenda> agenda, Instant now) {
    var next = new ArrayList<Instant>();
    var at = terms.cron().after(now);
    while (at.isPresent() && next.size() < NEXT_TIMES) {
      next.add(at.get());
      at = terms.cron().after(at.get());
    }
    return new ScheduleView(
        scheduled.pipeline().name(),
        terms.schedule().cron(),
        terms.calendar().map(c -> c.zone().getId()).orElse("UTC"),
        terms.schedule().catchUp(),
        terms.schedule().waitForFiles(),
        agenda
            .flatMap(Agenda::through)
            .flatMap(i -> terms.calendar().map(c -> c.label(i)))
            .orElse(null),
        agenda.map(Agenda::waiting).orElse(List.of()).stream()
            .map(
                item ->
                    item.interval()
                        .flatMap(i -> terms.calendar().map(c -> c.label(i)))
                        .orElse("a run"))
            .toList(),
        next);
  }

  private static void tell(Console console, LoadedProject project, List<ScheduleView> views) {
    if (views.isEmpty()) {
      console.line("no pipeline has a schedule");
      console.line(
          console.paint(
              Ink.DIM, "give one a schedule in prunella.yaml, such as schedule: 0 3 * * *"));
      return;
    }
    var grid = new Grid(console, "pipeline", "schedule", "next", "then", "done to", "waiting");
    for (var view : views) {
      grid.row(
          Grid.text(view.pipeline(), Ink.STRONG),
          Grid.text(view.schedule() + " " + view.zone()),
          Grid.text(view.next().isEmpty() ? "never" : console.when(view.next().getFirst())),
          Grid.text(view.next().size() < 2 ? "" : console.when(view.next().get(1)), Ink.DIM),
          Grid.text(Optional.ofNullable(view.through()).orElse("")),
          Grid.text(
              view.waiting().isEmpty() ? "" : Few.of(view.waiting(), MOST_NAMED), Ink.CAUTION));
    }
    grid.print("");
    int without = project.pipelines().size() - views.size();
    if (without > 0) {
      console.line(
          console.paint(Ink.DIM, Words.count(without, "pipeline has", "pipelines have") + " none"));
    }
  }
}
