package dev.prunella.app.pages;

import dev.prunella.app.access.Role;
import dev.prunella.app.project.LoadedProject;
import dev.prunella.app.serve.Answer;
import dev.prunella.app.serve.Refusal;
import dev.prunella.app.serve.Request;
import dev.prunella.app.serve.Route;
import dev.prunella.app.view.ChangeJson;
import dev.prunella.app.view.HistoryJson;
import dev.prunella.app.view.StatusJson;
import dev.prunella.app.view.StatusNow;
import dev.prunella.app.view.TableJson;
import dev.prunella.refs.Ref;
import dev.prunella.refs.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The tables, and one table: what it promises, how it came to be, and how it has grown. */
public final class TablePages {
  private static final int MOST_COMMITS = 60;

  private final Pages pages;

  TablePages(Pages pages) {
    this.pages = pages;
  }

  List<Route> routes() {
    return List.of(
        Route.page("/tables", Role.VIEWER, "the tables that readers see", this::list),
        Route.page("/tables/{name}", Role.VIEWER, "one table", this::one));
  }

  private StatusJson.View status(Request request, StatusNow now) {
    var view = StatusJson.view(pages.workspace(), now.status());
    return request.mayShowValues() ? view : view.withoutValues();
  }

  private Answer list(Request request) {
    var now = pages.status();
    return pages.page(
        request,
        "tables",
        "Tables",
        "tables",
        "publication run",
        Map.of("status", status(request, now)));
  }

  /**
   * What the page shows.
   *
   * @param now as readers see it; empty for what no step makes
   * @param shape empty where it was never built
   * @param checks what its contract promises, in words
   */
  public record One(
      String name,
      Optional<StatusJson.TableView> now,
      Optional<TableJson.View> shape,
      Optional<String> owner,
      Optional<String> expected,
      List<String> checks,
      List<HistoryJson.Change> history,
      Spark rows,
      Dag lineage) {}

  private Answer one(Request request) {
    var text = request.path("name");
    var name = name(text);
    var workspace = pages.workspace();
    var lake = workspace.lake();
    var now = pages.status();
    var main = lake.lake().head(Ref.MAIN);
    var table = lake.table(main, name.key());
    var status =
        status(request, now).tables().stream()
            .filter(t -> t.table().equals(name.toString()))
            .findFirst();
    if (table.isEmpty() && status.isEmpty()) {
      throw Refusal.missing("there is no table '" + name + "'");
    }
    var history = HistoryJson.of(lake, main, name.key(), MOST_COMMITS);
    var project = now.project();
    var one =
        new One(
            name.toString(),
            status,
            table.map(t -> TableJson.view(name.key(), main.id(), t)),
            project.careOf(name).flatMap(LoadedProject.Care::owner),
            project.careOf(name).flatMap(LoadedProject.Care::expected),
            project.checksOf(name).stream()
                .map(c -> c.description().isBlank() ? c.expected() : c.description())
                .toList(),
            request.mayShowValues()
                ? history.commits()
                : history.commits().stream().map(HistoryJson.Change::withoutValues).toList(),
            spark(history.commits()),
            lineage(project, name));
    return pages.page(
        request,
        "table",
        name.toString(),
        "tables",
        "publication",
        Map.of("one", one, "more", history.more()));
  }

  /** Rows after each change, the oldest first. */
  private static Spark spark(List<HistoryJson.Change> changes) {
    var values = new ArrayList<Spark.Value>();
    for (var change : changes.reversed()) {
      ChangeJson.Size after = change.change().after();
      if (after != null) {
        values.add(
            new Spark.Value(
                Numbers.count(after.rows(), "row") + " in " + change.commit().commit().brief(),
                after.rows()));
      }
    }
    return Spark.of(values);
  }

  /** What it is made from and what is made from it, within the pipelines. */
  private static Dag lineage(LoadedProject project, TableName name) {
    for (var scheduled : project.pipelines()) {
      var graph = scheduled.pipeline().graph();
      if (graph.step(name).isPresent()) {
        var wanted = new java.util.TreeSet<>(graph.upstream(List.of(name)));
        wanted.addAll(graph.downstream(List.of(name)));
        wanted.add(name);
        return Dag.of(
            graph.only(wanted).inOrder().stream()
                .map(
                    step ->
                        new Dag.Node(
                            step.table().toString(),
                            step.table().equals(name) ? "this" : "none",
                            step.kind(),
                            graph.readsInside(step.table()).stream()
                                .map(TableName::toString)
                                .toList()))
                .toList());
      }
    }
    return Dag.of(List.of());
  }

  static TableName name(String text) {
    try {
      return TableName.parse(text);
    } catch (IllegalArgumentException e) {
      throw Refusal.missing("'" + text + "' is no table");
    }
  }
}
