package dev.prunella.app.cli;

import dev.prunella.app.project.LoadedProject;
import dev.prunella.app.project.LoadedProject.Scheduled;
import dev.prunella.app.run.NextInterval;
import dev.prunella.app.run.ProjectCode;
import dev.prunella.app.run.Requests;
import dev.prunella.app.run.Workspace;
import dev.prunella.pipeline.Calendar;
import dev.prunella.pipeline.DataInterval;
import dev.prunella.pipeline.Graph;
import dev.prunella.pipeline.Pipeline;
import dev.prunella.pipeline.RunRequest;
import dev.prunella.pipeline.Selection;
import dev.prunella.refs.DidYouMean;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Options that say what is to be run; shared by all commands that run or plan something. */
final class RunChoice {
  private static final int MOST_INTERVALS = 100_000;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "PIPELINE",
      description = "The pipeline; may be left out where there is only one.")
  @Nullable String pipeline;

  @Option(
      names = {"-s", "--select"},
      paramLabel = "STEPS",
      description =
          "Only these steps: model, +model, model+, tag:x, path:models/marts; several by commas.")
  List<String> select = List.of();

  @Option(names = "--again", description = "Compute also what has not changed.")
  boolean again;

  /** What a command was asked to run, by the project as it is now. */
  record Chosen(ProjectCode code, Scheduled scheduled, Graph graph) {
    Pipeline pipeline() {
      return scheduled.pipeline();
    }

    /** The calendar of a pipeline that is about time. */
    Calendar calendar() {
      return pipeline()
          .calendar()
          .orElseThrow(
              () ->
                  Failure.usage(
                      "the pipeline "
                          + pipeline().name()
                          + " is not about intervals of time: it is run as a whole",
                      "leave out the interval, or give the pipeline one in prunella.yaml"));
    }
  }

  Chosen choose(ProjectCode code) {
    var scheduled = scheduled(code.project());
    var whole = scheduled.pipeline().graph();
    if (select.isEmpty()) {
      return new Chosen(code, scheduled, whole);
    }
    return switch (Selection.parse(select).among(whole)) {
      case Selection.Chosen.Tables(var tables) -> new Chosen(code, scheduled, whole.only(tables));
      case Selection.Chosen.Unknown(var sentences) ->
          throw Failure.usage(String.join("\n", sentences), "prunella plan lists the steps");
    };
  }

  private Scheduled scheduled(LoadedProject project) {
    var names = project.pipelines().stream().map(s -> s.pipeline().name()).toList();
    var wanted = pipeline;
    if (wanted == null) {
      if (names.size() == 1) {
        return project.pipelines().getFirst();
      }
      throw Failure.usage(
          "the project has several pipelines: " + String.join(", ", names),
          "name one of them, as in prunella run " + names.getFirst());
    }
    return project
        .pipeline(wanted)
        .orElseThrow(
            () ->
                Failure.usage(
                    "there is no pipeline '"
                        + wanted
                        + "'"
                        + DidYouMean.among(names, wanted)
                            .map(near -> "; did you mean '" + near + "'?")
                            .orElse("; there are " + String.join(", ", names)),
                    instead(project, names, wanted)));
  }

  /** Whoever names a table wants the step that makes it. */
  private static String instead(LoadedProject project, List<String> names, String wanted) {
    return project.pipelines().stream()
        .map(Scheduled::pipeline)
        .filter(p -> p.graph().tables().stream().anyMatch(t -> t.toString().equals(wanted)))
        .findFirst()
        .map(maker -> "prunella run " + maker.name() + " --select " + wanted)
        .orElseGet(
            () -> "prunella run " + DidYouMean.among(names, wanted).orElse(names.getFirst()));
  }

  /** What is to be run: an interval, or a pipeline that is not about time as a whole. */
  sealed interface Which {
    /**
     * This.
     *
     * @param why it is this one, where that needs saying
     */
    record One(Optional<DataInterval> interval, Optional<String> why) implements Which {}

    /** Nothing, and why not. */
    record Nothing(String sentence) implements Which {}
  }

  /** The interval that was asked for, else the next; see {@link NextInterval}. */
  Which which(Workspace workspace, Chosen chosen, @Nullable String text, Instant now) {
    if (text != null) {
      return named(chosen, text, now);
    }
    var calendar = chosen.pipeline().calendar();
    if (calendar.isEmpty()) {
      return new Which.One(Optional.empty(), Optional.empty());
    }
    var next =
        new NextInterval(workspace, chosen.scheduled(), chosen.graph(), calendar.get())
            .at(now, again || !select.isEmpty());
    return switch (next) {
      case NextInterval.Found.One(var interval, var why) ->
          new Which.One(Optional.of(interval), why);
      case NextInterval.Found.Nothing(var sentence) -> new Which.Nothing(sentence);
    };
  }

  /** The present one is let be: people look at a day that is not over yet. */
  private static Which named(Chosen chosen, String text, Instant now) {
    var calendar = chosen.calendar();
    var interval = parse(calendar, text);
    if (interval.start().isAfter(now)) {
      throw Failure.usage(
          calendar.label(interval) + " has not begun yet",
          "the newest interval that is over is " + calendar.label(calendar.newestOver(now)));
    }
    var start = chosen.scheduled().begins().filter(interval.start()::isBefore);
    return new Which.One(
        Optional.of(interval),
        start.map(
            at ->
                calendar.label(interval)
                    + " is before the pipeline's start, "
                    + calendar.label(calendar.containing(at))));
  }

  static DataInterval parse(Calendar calendar, String text) {
    return calendar
        .parse(text)
        .orElseThrow(
            () ->
                Failure.usage(
                    "'"
                        + text
                        + "' is not an interval of a pipeline that is run "
                        + rhythm(calendar),
                    "write " + example(calendar)));
  }

  /** The intervals from one up to, but without, another. */
  static List<DataInterval> between(
      Chosen chosen, @Nullable String from, @Nullable String to, Instant now) {
    var calendar = chosen.calendar();
    var start =
        from == null
            ? chosen
                .scheduled()
                .begins()
                .orElseThrow(
                    () ->
                        Failure.usage(
                            "from when on?",
                            "say --from, or give the pipeline a start in prunella.yaml"))
            : parse(calendar, from).start();
    var end = to == null ? calendar.containing(now).start() : parse(calendar, to).start();
    if (end.isAfter(calendar.containing(now).end())) {
      throw Failure.usage(
          "the intervals before " + to + " have not all begun yet",
          "the present one is " + calendar.label(calendar.containing(now)));
    }
    if (!start.isBefore(end)) {
      throw Failure.usage(
          "there is no interval from "
              + (from == null ? "the pipeline's start" : from)
              + " up to, but without, "
              + (to == null ? "the present one" : to),
          "name a --from that is before --to; the intervals are those from the one up to the other");
    }
    var found = calendar.between(start, end, MOST_INTERVALS + 1);
    if (found.size() > MOST_INTERVALS) {
      throw Failure.usage(
          "these are more than " + MOST_INTERVALS + " intervals",
          "name a shorter time by --from and --to");
    }
    return found;
  }

  private static String rhythm(Calendar calendar) {
    return switch (calendar.rhythm()) {
      case HOURLY -> "hourly";
      case DAILY -> "daily";
      case WEEKLY -> "weekly";
      case MONTHLY -> "monthly";
    };
  }

  private static String example(Calendar calendar) {
    return switch (calendar.rhythm()) {
      case HOURLY -> "2026-11-22T05";
      case DAILY, WEEKLY -> "2026-11-22";
      case MONTHLY -> "2026-11";
    };
  }

  /** What the runner is asked for. */
  RunRequest request(
      Chosen chosen, Optional<DataInterval> interval, Instant now, String by, String why) {
    return Requests.fresh(
        chosen.code(), chosen.pipeline(), chosen.graph(), interval, again, now, by, why);
  }
}
