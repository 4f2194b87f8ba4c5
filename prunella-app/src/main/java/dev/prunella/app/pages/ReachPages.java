package dev.prunella.app.pages;

import dev.prunella.app.access.Role;
import dev.prunella.app.reach.ReachReader;
import dev.prunella.app.serve.Answer;
import dev.prunella.app.serve.Request;
import dev.prunella.app.serve.Route;
import java.util.List;
import java.util.Map;

/** What can be watched, tried and fixed here, and why not for the rest. */
final class ReachPages {
  private static final int MOST_LISTED = 50;

  private final Pages pages;
  private final ReachReader reach;

  ReachPages(Pages pages, ReachReader reach) {
    this.pages = pages;
    this.reach = reach;
  }

  List<Route> routes() {
    return List.of(
        Route.page(
            "/reach", Role.VIEWER, "what can be watched, tried and fixed here", this::reach));
  }

  private Answer reach(Request request) {
    var view = reach.read(pages.status());
    int from = Numbers.from(request);
    return pages.page(
        request,
        "reach",
        "Reach",
        "reach",
        "publication healing",
        Map.of(
            "reach",
            view,
            "shown",
            view.tables().stream().skip(from).limit(MOST_LISTED).toList(),
            "elsewhere",
            view.elsewhere().stream().limit(MOST_LISTED).toList(),
            "from",
            from,
            "next",
            view.tables().size() > from + MOST_LISTED ? from + MOST_LISTED : 0));
  }
}
