package dev.prunella.app.pages;

import dev.prunella.app.access.Role;
import dev.prunella.app.project.LoadedProject;
import dev.prunella.app.project.LoadedProject.Scheduled;
import dev.prunella.app.serve.Answer;
import dev.prunella.app.serve.Refusal;
import dev.prunella.app.serve.Request;
import dev.prunella.app.serve.Route;
import dev.prunella.app.view.RunJson;
import dev.prunella.app.view.StatusJson;
import dev.prunella.app.view.StatusNow;
import dev.prunella.app.view.Worker;
import dev.prunella.pipeline.Graph;
import dev.prunella.pipeline.RunId;
import dev.prunella.pipeline.RunState;
import dev.prunella.refs.TableName;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The pipelines, the runs, and one run with its steps as a drawing. */
public final class RunPages {
  private static final int MOST_LISTED = 50;
  private static final int MOST_LOOKED_AT = 10_000;

  private final Pages pages;
  private final RunOutput output;

  RunPages(Pages pages) {
    this.pages = pages;
    this.output = new RunOutput(pages.workspace());
  }

  List<Route> routes() {
    return List.of(
        Route.page("/pipelines", Role.VIEWER, "the pipelines, and the newest runs", this::list),
        Route.page("/runs/{id}", Role.VIEWER, "one run: its steps and checks", this::one),
        output.route());
  }

  /** A pipeline with its steps as a drawing, each as readers see its table. */
  public record Line(StatusJson.PipelineView view, Dag dag, int steps) {}

  private Answer list(Request request) {
    int from = Numbers.from(request);
    var workspace = pages.workspace();
    var now = pages.status();
    boolean values = request.mayShowValues();
    var all = StatusJson.view(workspace, now.status());
    var status = values ? all : all.withoutValues();
    var lines = lines(status, now.project());
    var journal = workspace.journal();
    var runs =
        journal.newest(MOST_LOOKED_AT).stream()
            .skip(from)
            .limit(MOST_LISTED + 1L)
            .map(o -> journal.state(o.run()))
            .map(this::view)
            .map(r -> values ? r : r.withoutValues())
            .toList();
    return pages.page(
        request,
        "pipelines",
        "Pipelines",
        "pipelines",
        "run publication",
        Map.of(
            "lines",
            lines,
            "runs",
            runs.stream().limit(MOST_LISTED).toList(),
            "from",
            from,
            "next",
            runs.size() > MOST_LISTED ? from + MOST_LISTED : 0));
  }

  static List<Line> lines(StatusJson.View status, LoadedProject project) {
    return status.pipelines().stream()
        .map(view -> line(view, project.pipeline(view.name()), status))
        .toList();
  }

  private static Line line(
      StatusJson.PipelineView view, Optional<Scheduled> scheduled, StatusJson.View status) {
    var graph = scheduled.map(s -> s.pipeline().graph());
    var dag =
        graph.map(
            g ->
                dag(
                    g,
                    table ->
                        status.tables().stream()
                            .filter(t -> t.table().equals(table.toString()))
                            .map(t -> t.state().name().toLowerCase(java.util.Locale.ROOT))
                            .findFirst()
                            .orElse("none"),
                    _ -> ""));
    return new Line(
        view, dag.orElseGet(() -> Dag.of(List.of())), graph.map(g -> g.tables().size()).orElse(0));
  }

  private static Dag dag(
      Graph graph, Function<TableName, String> state, Function<TableName, String> detail) {
    return Dag.of(
        graph.inOrder().stream()
            .map(
                step ->
                    new Dag.Node(
                        step.table().toString(),
                        state.apply(step.table()),
                        detail.apply(step.table()).isEmpty()
                            ? step.kind()
                            : detail.apply(step.table()),
                        names(graph.readsInside(step.table()))))
            .toList());
  }

  private static List<String> names(Collection<TableName> tables) {
    return tables.stream().map(TableName::toString).toList();
  }

  private RunJson.View view(RunState state) {
    return RunJson.view(state, Worker.of(state, pages.workspace().presence()));
  }

  private Answer one(Request request) {
    var id =
        RunId.parse(request.path("id"))
            .orElseThrow(() -> Refusal.missing("'" + request.path("id") + "' is no run"));
    var events = pages.workspace().journal().events(id);
    if (events.isEmpty()) {
      throw Refusal.missing("there is no " + id);
    }
    var state = RunState.of(id, events);
    var all = view(state);
    var view = request.mayShowValues() ? all : all.withoutValues();
    return pages.page(
        request,
        "run",
        id.toString(),
        "pipelines",
        "run publication incident",
        Map.of(
            "run",
            view,
            "dag",
            dag(view, state),
            "state",
            stateOf(view),
            "output",
            output.tail(id, request.mayShowValues())));
  }

  /** One word for how it stands. */
  public static String stateOf(RunJson.View run) {
    return run.open() != null ? run.open() : RunJson.words(Optional.ofNullable(run.outcome()));
  }

  /** By the pipeline as it is now: what a step reads has seldom changed since. */
  private Dag dag(RunJson.View view, RunState state) {
    var graph =
        StatusNow.project(pages.workspace())
            .pipeline(view.pipeline())
            .map(s -> s.pipeline().graph());
    var steps =
        view.steps().stream()
            .collect(java.util.stream.Collectors.toMap(RunJson.StepView::table, s -> s));
    return graph
        .map(g -> g.only(state.steps().keySet()))
        .map(
            g ->
                dag(
                    g,
                    t -> steps.containsKey(t.toString()) ? steps.get(t.toString()).state() : "none",
                    t -> detail(steps.get(t.toString()))))
        .orElseGet(() -> Dag.of(List.of()));
  }

  private static String detail(RunJson.@org.jspecify.annotations.Nullable StepView step) {
    if (step == null) {
      return "";
    }
    var rows = step.rows() == null ? "" : Numbers.count(step.rows(), "row");
    var seconds =
        step.seconds() == null
            ? ""
            : String.format(java.util.Locale.ROOT, "%.2f s", step.seconds());
    return rows.isEmpty() || seconds.isEmpty() ? rows + seconds : rows + ", " + seconds;
  }
}
