package dev.prunella.app.pages;

import dev.prunella.app.access.Role;
import dev.prunella.app.serve.Answer;
import dev.prunella.app.serve.Request;
import dev.prunella.app.serve.Route;
import dev.prunella.app.view.Few;
import dev.prunella.app.view.HealingJson;
import dev.prunella.app.view.IncidentJson;
import dev.prunella.app.view.PauseJson;
import dev.prunella.app.view.StatusJson;
import dev.prunella.incident.IncidentState;
import java.util.List;
import java.util.Map;

/** What is healthy, what is stale, what is being healed, and what waits for somebody. */
public final class HomePage {
  private static final int MOST_LOOKED_AT = 500;
  private static final int MOST_CLOSED = 6;
  private static final int MOST_PIPELINES = 3;

  private final Pages pages;

  HomePage(Pages pages) {
    this.pages = pages;
  }

  List<Route> routes() {
    return List.of(Route.page("/", Role.VIEWER, "how things stand", this::home));
  }

  /**
   * What the page shows.
   *
   * @param asked incidents that wait for somebody
   * @param healing incidents that are worked on, or wait for their time
   * @param closed those that ended last
   */
  public record Home(
      StatusJson.View status,
      PauseJson.View pause,
      List<IncidentRow> asked,
      List<IncidentRow> healing,
      List<IncidentRow> closed,
      HealingJson.View figures,
      List<RunPages.Line> lines,
      boolean ofMain) {}

  private Answer home(Request request) {
    var workspace = pages.workspace();
    var now = pages.clock().instant();
    var read = pages.status();
    var incidents = workspace.incidents().states(MOST_LOOKED_AT);
    boolean values = request.mayShowValues();
    var all = StatusJson.view(workspace, read.status());
    var view = values ? all : all.withoutValues();
    var home =
        new Home(
            view,
            view.healing(),
            rows(
                incidents.stream().filter(i -> i.isOpen() && i.asked().isPresent()).toList(),
                values),
            rows(
                incidents.stream().filter(i -> i.isOpen() && i.asked().isEmpty()).toList(), values),
            rows(incidents.stream().filter(i -> !i.isOpen()).limit(MOST_CLOSED).toList(), values),
            HealingJson.of(incidents, now, pages.zone()),
            RunPages.lines(view, read.project()).stream().limit(MOST_PIPELINES).toList(),
            read.ofMain());
    return pages.page(
        request,
        "home",
        "Home",
        "home",
        "incident run publication healing delivery",
        Map.of("home", home));
  }

  private List<IncidentRow> rows(List<IncidentState> incidents, boolean values) {
    return incidents.stream().map(i -> IncidentRow.of(i, values)).toList();
  }

  /** One incident in a list. */
  public record IncidentRow(IncidentJson.View view, String brief, java.time.Instant newest) {
    static IncidentRow of(IncidentState state, boolean values) {
      var view = IncidentJson.view(state, List.of());
      return values
          ? new IncidentRow(view, IncidentJson.brief(state), state.newest())
          : new IncidentRow(
              view.withoutValues(), IncidentJson.briefWithoutValues(state), state.newest());
    }

    /** The tables that did not come through, the first few. */
    public String tables() {
      var tables = view.seen().stream().map(IncidentJson.Seen::table).distinct().toList();
      return Few.of(tables, 3);
    }
  }
}
