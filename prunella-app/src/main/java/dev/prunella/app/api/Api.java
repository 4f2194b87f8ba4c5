package dev.prunella.app.api;

import dev.prunella.app.access.Role;
import dev.prunella.app.heal.CodeProposal;
import dev.prunella.app.reach.ReachReader;
import dev.prunella.app.run.Workspace;
import dev.prunella.app.serve.Answer;
import dev.prunella.app.serve.Refusal;
import dev.prunella.app.serve.Request;
import dev.prunella.app.serve.Route;
import dev.prunella.app.serve.Route.Method;
import dev.prunella.app.steer.Steering;
import dev.prunella.app.view.IncidentJson;
import dev.prunella.app.view.Json;
import dev.prunella.app.view.OutsideRunJson;
import dev.prunella.app.view.PauseJson;
import dev.prunella.app.view.PublicationJson;
import dev.prunella.app.view.QuestionJson;
import dev.prunella.app.view.RunJson;
import dev.prunella.app.view.StatusJson;
import dev.prunella.app.view.StatusTogether;
import dev.prunella.app.view.TableJson;
import dev.prunella.app.view.Worker;
import dev.prunella.incident.IncidentId;
import dev.prunella.incident.IncidentState;
import dev.prunella.local.outside.OutsideRuns;
import dev.prunella.pipeline.RunId;
import dev.prunella.pipeline.RunState;
import dev.prunella.refs.Ref;
import dev.prunella.refs.TableName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Version 1 of the interface for programs: what there is to be read. Thread-safe. */
public final class Api {
  static final String ROOT = "/api/v1";

  private static final int MOST_LOOKED_AT = 10_000;

  private final Workspace workspace;
  private final Steering steering;
  private final OutsideRuns outside;
  private final List<Route> beside;
  private final String version;
  private final StatusTogether status;
  private final ReachReader reach;
  private final Commands commands;

  /**
   * The interface of a project.
   *
   * @param outside the runs of others
   * @param commands runs the program's commands
   * @param beside routes of the interface that others answer; they are described with it
   * @param version of the program
   */
  public Api(
      Workspace workspace,
      Steering steering,
      OutsideRuns outside,
      List<Route> beside,
      StatusTogether status,
      ReachReader reach,
      Commands commands,
      String version) {
    this.workspace = workspace;
    this.outside = outside;
    this.beside = List.copyOf(beside);
    this.steering = steering;
    this.version = version;
    this.status = status;
    this.reach = reach;
    this.commands = commands;
  }

  public List<Route> routes() {
    var routes = new ArrayList<Route>();
    routes.add(read("/status", "how things stand, as of prunella status --json", this::status));
    routes.add(read("/reach", "what can be watched, tried and fixed, and why not", this::reach));
    routes.add(read("/incidents", "incidents, newest first; ?open=1", this::incidents));
    routes.add(read("/incidents/{id}", "one incident", this::incident));
    routes.add(read("/runs", "runs, newest first", this::runs));
    routes.add(read("/runs/{id}", "one run", this::run));
    routes.add(read("/tables", "the tables that steps make", this::tables));
    routes.add(read("/tables/{name}", "one table of main", this::table));
    routes.add(read("/publications", "how main moved, newest first", this::publications));
    routes.add(read("/questions", "what people are asked", this::questions));
    routes.add(read("/healing", "whether healing is paused", this::healing));
    routes.add(new Sql(steering.queries()).route());
    routes.add(
        read("/outside-runs", "runs of others by OpenLineage, newest first", this::outsideRuns));
    routes.addAll(beside);
    routes.addAll(commands.routes());
    routes.addAll(new Deeds(this, steering).routes());
    var described = List.copyOf(routes);
    routes.add(
        read(
            "/openapi.json",
            "this description",
            _ -> new Answer.Document(OpenApi.of(described, version))));
    return routes;
  }

  private static Route read(String path, String does, Route.Handler handler) {
    return Route.api(Method.GET, ROOT + path, Role.VIEWER, does, handler);
  }

  private static Answer view(Object view) {
    return new Answer.Document(Json.line(view));
  }

  private StatusJson.View statusFor(Request request) {
    var view = StatusJson.view(workspace, status.read().status());
    return request.mayShowValues() ? view : view.withoutValues();
  }

  private Answer status(Request request) {
    return view(statusFor(request));
  }

  private Answer reach(Request request) {
    var page = Page.of(request);
    return view(reach.read(status.read(), page.skipped(), page.limit()));
  }

  /** JSON: a page of incidents; {@code next} is the cursor of those after them. */
  record Incidents(
      List<IncidentJson.View> incidents,
      boolean more,
      @Nullable String next,
      PauseJson.View healing) {}

  private Answer incidents(Request request) {
    var page = Page.of(request);
    boolean open = request.query("open").isPresent();
    var found =
        workspace.incidents().newest(MOST_LOOKED_AT).stream()
            .filter(id -> page.isAfter(id.number()))
            .flatMap(id -> workspace.incidents().state(id).stream())
            .filter(i -> !open || i.isOpen())
            .limit(page.limit() + 1L)
            .toList();
    var shown = found.stream().limit(page.limit()).toList();
    boolean more = found.size() > page.limit();
    return view(
        new Incidents(
            shown.stream().map(i -> incident(i, request)).toList(),
            more,
            more ? String.valueOf(shown.getLast().id().number()) : null,
            PauseJson.View.of(steering.healing().paused())));
  }

  private Answer incident(Request request) {
    return view(incident(require(request), request));
  }

  IncidentJson.View incident(IncidentState state, Request request) {
    var view =
        IncidentJson.view(
            state,
            workspace.incidents().events(state.id()),
            CodeProposal.of(workspace, state.id()));
    return request.mayShowValues() ? view : view.withoutValues();
  }

  IncidentState require(Request request) {
    return IncidentId.parse(request.path("id"))
        .flatMap(workspace.incidents()::state)
        .orElseThrow(() -> Refusal.missing("there is no incident '" + request.path("id") + "'"));
  }

  Workspace workspace() {
    return workspace;
  }

  /** JSON: a page of runs. */
  record Runs(List<RunJson.View> runs, boolean more, @Nullable String next) {}

  private Answer runs(Request request) {
    var page = Page.of(request);
    var journal = workspace.journal();
    var found =
        journal.newest(MOST_LOOKED_AT).stream()
            .filter(o -> page.isAfter(o.run().number()))
            .limit(page.limit() + 1L)
            .toList();
    var shown = found.stream().limit(page.limit()).toList();
    boolean more = found.size() > page.limit();
    return view(
        new Runs(
            shown.stream().map(o -> run(journal.state(o.run()), request)).toList(),
            more,
            more ? String.valueOf(shown.getLast().run().number()) : null));
  }

  private RunJson.View run(RunState state, Request request) {
    var view = RunJson.view(state, Worker.of(state, workspace.presence()));
    return request.mayShowValues() ? view : view.withoutValues();
  }

  private Answer run(Request request) {
    var id =
        RunId.parse(request.path("id"))
            .orElseThrow(() -> Refusal.missing("'" + request.path("id") + "' is no run"));
    var events = workspace.journal().events(id);
    if (events.isEmpty()) {
      throw Refusal.missing("there is no " + id);
    }
    return view(run(RunState.of(id, events), request));
  }

  /** JSON: the tables, as of the status. */
  record Tables(List<StatusJson.TableView> tables, List<String> unmade) {}

  private Answer tables(Request request) {
    var status = statusFor(request);
    return view(new Tables(status.tables(), status.unmade()));
  }

  /** JSON: a page of runs of others. */
  record OutsideRunList(List<OutsideRunJson.View> runs, boolean more, @Nullable String next) {}

  private Answer outsideRuns(Request request) {
    var page = Page.of(request);
    var found = outside.newest(page.cursor().orElse(Long.MAX_VALUE), page.limit() + 1);
    var shown = found.stream().limit(page.limit()).toList();
    boolean more = found.size() > page.limit();
    return view(
        new OutsideRunList(
            shown.stream()
                .map(k -> OutsideRunJson.view(k.run(), k.incident()))
                .map(r -> request.mayShowValues() ? r : r.withoutValues())
                .toList(),
            more,
            more ? String.valueOf(shown.getLast().number()) : null));
  }

  private Answer table(Request request) {
    var lake = workspace.lake();
    var main = lake.lake().head(Ref.MAIN);
    TableName name;
    try {
      name = TableName.parse(request.path("name"));
    } catch (IllegalArgumentException e) {
      throw Refusal.missing("'" + request.path("name") + "' is no table");
    }
    return view(
        TableJson.view(
            name.key(),
            main.id(),
            lake.table(main, name.key())
                .orElseThrow(() -> Refusal.missing("there is no table '" + name + "'"))));
  }

  /** JSON: a page of publications. */
  record Publications(
      List<PublicationJson.View> publications, boolean more, @Nullable String next) {}

  private Answer publications(Request request) {
    var page = Page.of(request);
    int skipped = page.skipped();
    var found =
        workspace.lake().lake().store().publications(skipped + page.limit() + 1).stream()
            .skip(skipped)
            .toList();
    boolean more = found.size() > page.limit();
    return view(
        new Publications(
            found.stream()
                .limit(page.limit())
                .map(p -> PublicationJson.View.of(workspace.lake(), p))
                .map(p -> request.mayShowValues() ? p : p.withoutValues())
                .toList(),
            more,
            more ? String.valueOf(skipped + page.limit()) : null));
  }

  /** JSON: the questions. */
  record Questions(List<QuestionJson.View> questions) {}

  private Answer questions(Request request) {
    var messenger = steering.healing().messenger();
    return view(
        new Questions(
            messenger.open(steering.healing().open()).stream()
                .map(q -> QuestionJson.view(q, messenger.next(q)))
                .map(q -> request.mayShowValues() ? q : q.withoutValues())
                .toList()));
  }

  private Answer healing(Request request) {
    return view(PauseJson.View.of(steering.healing().paused()));
  }
}
