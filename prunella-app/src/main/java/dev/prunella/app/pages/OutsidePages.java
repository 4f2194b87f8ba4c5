package dev.prunella.app.pages;

import dev.prunella.app.access.Role;
import dev.prunella.app.serve.Answer;
import dev.prunella.app.serve.Request;
import dev.prunella.app.serve.Route;
import dev.prunella.app.view.OutsideRunJson;
import dev.prunella.local.outside.OutsideRuns;
import java.util.List;
import java.util.Map;

/** The runs of others, as they tell of them. */
final class OutsidePages {
  private static final int MOST_LISTED = 50;

  private final Pages pages;
  private final OutsideRuns runs;

  OutsidePages(Pages pages, OutsideRuns runs) {
    this.pages = pages;
    this.runs = runs;
  }

  List<Route> routes() {
    return List.of(
        Route.page(
            "/outside-runs",
            Role.VIEWER,
            "runs of Airflow, Spark, dbt and others, newest first",
            this::list));
  }

  private Answer list(Request request) {
    int from = Numbers.from(request);
    var found = runs.newest(Long.MAX_VALUE, from + MOST_LISTED + 1);
    return pages.page(
        request,
        "outside",
        "Runs elsewhere",
        "pipelines",
        "incident",
        Map.of(
            "runs",
            found.stream()
                .skip(from)
                .limit(MOST_LISTED)
                .map(kept -> OutsideRunJson.view(kept.run(), kept.incident()))
                .map(run -> request.mayShowValues() ? run : run.withoutValues())
                .toList(),
            "from",
            from,
            "next",
            found.size() > from + MOST_LISTED ? from + MOST_LISTED : 0));
  }
}
