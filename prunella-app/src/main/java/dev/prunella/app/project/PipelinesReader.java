package dev.prunella.app.project;

import dev.prunella.app.project.LoadedProject.Scheduled;
import dev.prunella.app.project.Settings.DeclaredPipeline;
import dev.prunella.app.project.Settings.Interval;
import dev.prunella.app.project.StepsReader.Steps;
import dev.prunella.app.yaml.Problems;
import dev.prunella.contract.CodePlace;
import dev.prunella.pipeline.Calendar;
import dev.prunella.pipeline.Calendar.Rhythm;
import dev.prunella.pipeline.Graph;
import dev.prunella.pipeline.Materialization;
import dev.prunella.pipeline.Pipeline;
import dev.prunella.pipeline.Pipeline.PublishUnit;
import dev.prunella.pipeline.Selection;
import dev.prunella.pipeline.SqlFacts;
import dev.prunella.pipeline.Step;
import dev.prunella.refs.DidYouMean;
import dev.prunella.refs.TableName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Makes pipelines of steps, and checks that steps about time are in a pipeline that is. */
final class PipelinesReader {
  private static final Set<String> OF_INTERVAL =
      new TreeSet<>(Set.of("interval", "interval_start", "interval_end"));
  private static final List<String> PARAMETERS =
      List.of("interval_start", "interval_end", "interval", "run_at", "seed");

  private final Settings settings;
  private final Steps steps;
  private final Problems problems;

  private PipelinesReader(Settings settings, Steps steps, Problems problems) {
    this.settings = settings;
    this.steps = steps;
    this.problems = problems;
  }

  /** The pipelines, and notes on what surprises. */
  record Pipelines(List<Scheduled> pipelines, List<String> notes) {}

  static Pipelines read(Settings settings, Steps steps, Problems problems) {
    return new PipelinesReader(settings, steps, problems).read();
  }

  private Pipelines read() {
    parameters();
    if (steps.graph().isEmpty()) {
      return new Pipelines(List.of(), List.of());
    }
    var graph = steps.graph().get();
    var made = new ArrayList<Scheduled>();
    for (var declared : declared()) {
      switch (Selection.parse(declared.tables()).among(graph)) {
        case Selection.Chosen.Tables(var tables) ->
            made.add(pipeline(declared, graph.only(tables)));
        case Selection.Chosen.Unknown(var sentences) -> {
          // A project without steps has one pipeline without steps.
          if (settings.pipelines().isEmpty()) {
            made.add(pipeline(declared, graph));
          } else {
            sentences.forEach(
                s ->
                    problems
                        .in(Project.FILE)
                        .add(declared.line(), "'pipelines." + declared.name() + "': " + s));
          }
        }
      }
    }
    oneCalendarEach(made);
    return new Pipelines(made, problems.none() ? left(graph, made) : List.of());
  }

  /**
   * Where intervals overlap, each run would take away rows of the other calendar's, or add them a
   * second time.
   */
  private void oneCalendarEach(List<Scheduled> pipelines) {
    var first = new HashMap<TableName, Scheduled>();
    var told = new HashSet<List<String>>();
    for (var scheduled : pipelines) {
      var pipeline = scheduled.pipeline();
      for (var step : pipeline.steps()) {
        if (pipeline.calendar().isEmpty() || !isCutByIntervals(step)) {
          continue;
        }
        var other = first.putIfAbsent(step.table(), scheduled);
        if (other != null
            && !other.pipeline().calendar().equals(pipeline.calendar())
            && told.add(List.of(other.pipeline().name(), pipeline.name()))) {
          problems
              .in(Project.FILE)
              .add(
                  scheduled.place().line(),
                  "pipeline '%s' makes '%s' %s, and pipeline '%s' (line %d) makes it %s: a table by interval belongs to one calendar; say in 'tables' which of them makes it"
                      .formatted(
                          pipeline.name(),
                          step.table(),
                          words(pipeline.calendar().get()),
                          other.pipeline().name(),
                          other.place().line(),
                          words(other.pipeline().calendar().orElseThrow())));
        }
      }
    }
  }

  private static boolean isCutByIntervals(Step step) {
    return switch (step.how()) {
      case Materialization.IntervalBy _, Materialization.Append() -> true;
      case Materialization.Full(), Materialization.MergeBy _ -> bringsIntervals(step);
    };
  }

  private static String words(Calendar calendar) {
    return calendar.rhythm().name().toLowerCase(Locale.ROOT) + " in " + calendar.zone();
  }

  private List<DeclaredPipeline> declared() {
    if (!settings.pipelines().isEmpty()) {
      return settings.pipelines();
    }
    return List.of(
        new DeclaredPipeline(
            settings.name(),
            1,
            List.of("*"),
            new Interval.Unsaid(),
            settings.zone(),
            Optional.empty(),
            Optional.empty(),
            false,
            false,
            PublishUnit.WHAT_SUCCEEDED,
            ""));
  }

  private Scheduled pipeline(DeclaredPipeline declared, Graph graph) {
    var rhythm =
        switch (declared.interval()) {
          case Interval.Each(var each) -> Optional.of(each);
          case Interval.None() -> Optional.<Rhythm>empty();
          case Interval.Unsaid() ->
              graph.inOrder().stream().anyMatch(PipelinesReader::bringsIntervals)
                  ? Optional.of(Rhythm.DAILY)
                  : Optional.<Rhythm>empty();
        };
    if (rhythm.isEmpty() && problems.none(Project.FILE)) {
      graph.inOrder().forEach(step -> timeless(declared, step));
    }
    var schedule =
        declared
            .schedule()
            .map(cron -> new Pipeline.Schedule(cron, declared.catchUp(), declared.waitForFiles()));
    return new Scheduled(
        new Pipeline(
            declared.name(),
            rhythm.map(r -> new Calendar(r, declared.zone())),
            graph,
            declared.publish(),
            schedule),
        declared.start(),
        declared.description(),
        new CodePlace(Project.FILE, declared.line()));
  }

  private static boolean bringsIntervals(Step step) {
    return step.work() instanceof Step.Work.Load(var source) && source.byInterval();
  }

  /** What needs an interval cannot be in a pipeline without. */
  private void timeless(DeclaredPipeline declared, Step step) {
    var at = problems.in(step.place().path());
    var hint =
        "pipeline '"
            + declared.name()
            + "' has no intervals; say interval: daily in "
            + Project.FILE
            + (settings.pipelines().isEmpty() ? ", below pipelines" : "");
    if (bringsIntervals(step)) {
      at.add(
          step.place().line(), "source '" + step.table() + "' has rows by interval, but " + hint);
    } else if (step.how() instanceof Materialization.IntervalBy) {
      at.add(step.place().line(), "the model is materialized by interval, but " + hint);
    }
    for (var parameter : parameters(step.table())) {
      if (OF_INTERVAL.contains(parameter.name())) {
        var place = parameter.at().getFirst();
        at.add(place.line(), place.column(), "there is no $" + parameter.name() + ": " + hint);
      }
    }
  }

  private List<SqlFacts.Parameter> parameters(TableName table) {
    return Optional.ofNullable(steps.facts().get(table))
        .map(SqlFacts::parameters)
        .orElse(List.of());
  }

  /** Parameters that no run gives. */
  private void parameters() {
    steps
        .graph()
        .ifPresent(
            graph -> {
              for (var step : graph.inOrder()) {
                for (var parameter : parameters(step.table())) {
                  if (!PARAMETERS.contains(parameter.name())) {
                    var place = parameter.at().getFirst();
                    problems
                        .in(step.place().path())
                        .add(
                            place.line(),
                            place.column(),
                            "unknown parameter '$"
                                + parameter.name()
                                + "'"
                                + DidYouMean.among(PARAMETERS, parameter.name())
                                    .map(near -> ", did you mean '$" + near + "'?")
                                    .orElse("; there are $" + String.join(", $", PARAMETERS)));
                  }
                }
              }
            });
  }

  private static List<String> left(Graph graph, List<Scheduled> pipelines) {
    var left = new TreeSet<>(graph.tables());
    pipelines.forEach(p -> left.removeAll(p.pipeline().graph().tables()));
    return left.stream()
        .map(table -> "'" + table + "' is in no pipeline, and runs only when it is named")
        .toList();
  }
}
