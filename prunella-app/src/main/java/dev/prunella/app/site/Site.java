package dev.prunella.app.site;

import dev.prunella.app.access.Doorkeeper;
import dev.prunella.app.access.Role;
import dev.prunella.app.access.Tokens;
import dev.prunella.app.api.Api;
import dev.prunella.app.api.Commands;
import dev.prunella.app.heal.Healing;
import dev.prunella.app.inbox.AnswerLinks;
import dev.prunella.app.outside.LineageRoutes;
import dev.prunella.app.pages.Pages;
import dev.prunella.app.people.Channels;
import dev.prunella.app.reach.ReachReader;
import dev.prunella.app.rest.IcebergMount;
import dev.prunella.app.run.Workspace;
import dev.prunella.app.schedule.News;
import dev.prunella.app.schedule.Pause;
import dev.prunella.app.serve.Answer;
import dev.prunella.app.serve.Meters;
import dev.prunella.app.serve.Request;
import dev.prunella.app.serve.Route;
import dev.prunella.app.serve.Route.Kind;
import dev.prunella.app.serve.Route.Method;
import dev.prunella.app.serve.RouteTable;
import dev.prunella.app.serve.ServeConfig;
import dev.prunella.app.serve.Server;
import dev.prunella.app.steer.Steering;
import dev.prunella.app.view.StatusTogether;
import dev.prunella.local.outside.OutsideRuns;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * One process of a project: the scheduler and the healer at work, and everything that is served of
 * it behind one front. Here the parts are put together, and nowhere else. Thread-safe.
 */
public final class Site implements AutoCloseable {
  private final Agents agents;
  private final Worker worker;
  private final Live live;
  private final OutsideRuns outside;
  private final LineageRoutes lineage;
  private final Doorkeeper doorkeeper;
  private final RouteTable table;
  private final Server server;
  private final Commands commands;
  private final boolean works;

  /**
   * How a project is served.
   *
   * @param version of the program
   * @param by in whose name the scheduler works
   * @param readOnly nothing is run, healed or changed by this process
   * @param program whose commands are run for people elsewhere
   * @param mounts what others serve beside it
   * @param told hears what the scheduler tells
   */
  public record Config(
      String host,
      int port,
      String version,
      String by,
      boolean readOnly,
      Commands.Program program,
      List<Route> mounts,
      ServeConfig.Bounds bounds,
      Consumer<News> told,
      Consumer<String> say) {
    public Config {
      mounts = List.copyOf(mounts);
    }
  }

  private Site(Workspace workspace, Config config, Clock clock, Pause pause) {
    var healing = new Healing(workspace, clock);
    var meters = new Meters();
    this.works = !config.readOnly();
    this.agents = new Agents(workspace, config, clock);
    this.live = new Live(workspace.lake().lake().store().audit());
    this.worker = new Worker(workspace, healing, clock, config.by(), pause, config.told());
    this.doorkeeper = new Doorkeeper(Tokens.in(workspace.project().folder(), clock), clock);
    this.outside =
        OutsideRuns.of(workspace.project().folder(), workspace.secrets().redaction()::redact);
    this.lineage = new LineageRoutes(workspace, outside, worker::wake, clock, config.say());
    var steering = new Steering(workspace, healing, worker::wake, clock);
    var status = StatusTogether.of(workspace, clock);
    new Vitals(healing, status, live, clock).into(meters);
    var reach = new ReachReader(workspace, outside, clock);
    var pages =
        new Pages(
            workspace, steering, doorkeeper, outside, status, reach, clock, config.readOnly());
    this.commands = new Commands(config.program());
    var routes = new ArrayList<Route>();
    routes.addAll(health(config.version(), meters));
    routes.add(Route.api(Method.GET, "/live", Role.VIEWER, "what changes, as it does", this::live));
    routes.addAll(pages.routes());
    routes.addAll(
        new Api(
                workspace,
                steering,
                outside,
                lineage.routes(),
                status,
                reach,
                commands,
                config.version())
            .routes());
    routes.addAll(
        IcebergMount.routes(workspace.lake().catalogs(), new Freshness(workspace, clock), clock));
    if (works) {
      routes.addAll(agents.routes());
      routes.addAll(
          answers(
              new AnswerLinks(
                  workspace.project().name(),
                  healing,
                  Channels.tokens(workspace, clock),
                  _ -> worker.wake())));
    }
    routes.addAll(config.mounts());
    this.table = new RouteTable(routes);
    try {
      this.server =
          Server.start(
              new ServeConfig(
                  config.host(),
                  config.port(),
                  workspace.project().settings().people().link(),
                  config.readOnly(),
                  pages::refused,
                  config.say(),
                  config.bounds()),
              table,
              doorkeeper,
              clock,
              meters);
    } catch (RuntimeException e) {
      live.close();
      outside.close();
      agents.close();
      worker.close();
      throw e;
    }
    if (works) {
      worker.start();
      lineage.start();
    }
  }

  /**
   * Starts to serve, and to work.
   *
   * @param clock by which the scheduler and the healer go
   * @param pause how the scheduler waits
   */
  public static Site open(Workspace workspace, Config config, Clock clock, Pause pause) {
    return new Site(workspace, config, clock, pause);
  }

  /** All that is served; nothing else is. */
  List<Route> routes() {
    return table.routes();
  }

  public String uri() {
    return server.uri();
  }

  public int port() {
    return server.port();
  }

  /** An address by which somebody logs in once, within minutes. */
  public String loginLink(String name, Role role) {
    return uri() + "/login/" + doorkeeper.link(name, role);
  }

  private List<Route> health(String version, Meters meters) {
    return List.of(
        Route.open(
            Method.GET,
            "/health",
            Kind.API,
            "whether it works",
            _ -> {
              var died = works ? worker.died() : Optional.<String>empty();
              return new Answer.Json(
                  died.isPresent() ? 503 : 200,
                  "{\"status\":\"%s\",\"scheduler\":\"%s\",\"version\":\"%s\"}"
                      .formatted(
                          died.isPresent() ? "failed" : "ok",
                          died.isPresent() ? "ended" : works ? "working" : "off",
                          version));
            }),
        Route.api(
            Method.GET,
            "/metrics",
            Role.VIEWER,
            "what is measured, for Prometheus",
            _ -> new Answer.Text(200, "text/plain; version=0.0.4; charset=utf-8", meters.text())));
  }

  /** Behind the links of messages, which know their reader by themselves. */
  private static List<Route> answers(AnswerLinks links) {
    return List.of(
        Route.open(
            Method.GET,
            "/a/{token}",
            Kind.PAGE,
            "a question, by a message's link",
            request -> shown(request, links.ask(request.path("token")))),
        Route.open(
            Method.POST,
            "/a/{token}",
            Kind.PAGE,
            "its answer",
            request ->
                shown(
                    request,
                    links.answer(
                        request.path("token"),
                        Optional.of(request.field("option")).filter(o -> !o.isEmpty()),
                        request.field("why")))));
  }

  private static Answer shown(Request request, AnswerLinks.Page page) {
    request.replies("Content-Security-Policy", AnswerLinks.POLICY);
    return new Answer.Html(page.status(), page.html());
  }

  private Answer live(Request request) {
    var last = request.header("Last-Event-ID").filter(id -> id.matches("\\d{1,18}"));
    return live.stream(
        last.map(id -> OptionalLong.of(Long.parseLong(id))).orElseGet(OptionalLong::empty));
  }

  /** Lets nobody in any more, waits for what is at work, and ends. */
  @Override
  public void close() {
    live.close();
    // While commands are waited for nothing new is begun.
    worker.stop();
    // Before the server: who waits for a command is told how it ended.
    commands.close();
    server.close();
    if (works) {
      lineage.close();
    }
    agents.close();
    worker.close();
    outside.close();
  }
}
