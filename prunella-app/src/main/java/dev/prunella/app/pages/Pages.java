package dev.prunella.app.pages;

import dev.prunella.app.access.Doorkeeper;
import dev.prunella.app.access.Principal;
import dev.prunella.app.reach.ReachReader;
import dev.prunella.app.run.Workspace;
import dev.prunella.app.serve.Answer;
import dev.prunella.app.serve.Request;
import dev.prunella.app.serve.Route;
import dev.prunella.app.steer.Steering;
import dev.prunella.app.view.StatusNow;
import dev.prunella.app.view.StatusTogether;
import dev.prunella.local.outside.OutsideRuns;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** All pages of a project. Thread-safe. */
public final class Pages {
  private final Workspace workspace;
  private final Steering steering;
  private final Doorkeeper doorkeeper;
  private final OutsideRuns outside;
  private final Clock clock;
  private final boolean readOnly;
  private final StatusTogether status;
  private final ReachReader reach;
  private final Templates templates = new Templates();

  /**
   * The pages of a project.
   *
   * @param outside the runs of others
   * @param readOnly whether nothing can be changed by them
   */
  public Pages(
      Workspace workspace,
      Steering steering,
      Doorkeeper doorkeeper,
      OutsideRuns outside,
      StatusTogether status,
      ReachReader reach,
      Clock clock,
      boolean readOnly) {
    this.workspace = workspace;
    this.outside = outside;
    this.steering = steering;
    this.doorkeeper = doorkeeper;
    this.clock = clock;
    this.readOnly = readOnly;
    this.status = status;
    this.reach = reach;
  }

  /** How things stand, read together with all who ask at the same time. */
  StatusNow status() {
    return status.read();
  }

  public List<Route> routes() {
    var routes = new ArrayList<Route>();
    routes.addAll(Assets.routes());
    routes.addAll(new LoginPages(this, doorkeeper).routes());
    routes.addAll(new HomePage(this).routes());
    routes.addAll(new IncidentPages(this).routes());
    routes.addAll(new RunPages(this).routes());
    routes.addAll(new ReachPages(this, reach).routes());
    routes.addAll(new OutsidePages(this, outside).routes());
    routes.addAll(new TablePages(this).routes());
    routes.addAll(new StatisticsPage(this).routes());
    routes.addAll(new ColumnPage(this).routes());
    routes.addAll(new LakePages(this).routes());
    routes.addAll(new MovePages(this).routes());
    routes.addAll(new SqlPages(this).routes());
    routes.addAll(new ProofPages(this).routes());
    routes.addAll(new TrustPages(this).routes());
    return routes;
  }

  /** A refusal as a whole page. */
  public String refused(int status, String sentence, Optional<Principal> who) {
    return templates.render(
        "refused", Map.of("frame", bare(heading(status)), "status", status, "sentence", sentence));
  }

  private static String heading(int status) {
    return switch (status) {
      case 403 -> "Not for you";
      case 404 -> "Nothing here";
      case 409 -> "Not any more";
      case 429, 503 -> "Too much at once";
      default -> "That did not work";
    };
  }

  Answer login(String next, String sentence, int status) {
    return new Answer.Html(
        status,
        templates.render(
            "login", Map.of("frame", bare("Log in"), "next", next, "sentence", sentence)));
  }

  private Frame bare(String title) {
    return Frame.bare(workspace.project().name(), title, clock, zone());
  }

  Workspace workspace() {
    return workspace;
  }

  Steering steering() {
    return steering;
  }

  Clock clock() {
    return clock;
  }

  ZoneId zone() {
    return workspace.project().settings().zone();
  }

  /**
   * A page.
   *
   * @param live words of news that have it look again
   */
  Answer page(
      Request request,
      String template,
      String title,
      String section,
      String live,
      Map<String, Object> given) {
    var all = new HashMap<>(given);
    var healing = steering.healing();
    all.put(
        "frame",
        new Frame(
            workspace.project().name(),
            workspace.project().settings().mode().name().toLowerCase(Locale.ROOT),
            title,
            section,
            request.somebody(),
            request.proof(),
            readOnly,
            healing.paused().isPresent(),
            healing.open().stream().filter(i -> i.asked().isPresent()).count(),
            live,
            clock.instant(),
            zone()));
    return new Answer.Html(200, templates.render(template, all));
  }
}
