package dev.prunella.app.serve;

import dev.prunella.app.access.Doorkeeper;
import dev.prunella.app.access.Doorkeeper.Known;
import dev.prunella.app.serve.Route.Target;
import dev.prunella.app.serve.RouteTable.Match;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Servlet;
import java.io.IOException;
import java.time.Clock;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.http.UriCompliance;

/** Serves a table of routes. Thread-safe. */
public final class Server implements AutoCloseable {
  private final ServeConfig config;
  private final RouteTable table;
  private final Front front;
  private final Replies replies;
  private final Javalin javalin;

  private Server(
      ServeConfig config, RouteTable table, Doorkeeper doorkeeper, Clock clock, Meters meters) {
    this.config = config;
    this.table = table;
    this.front = new Front(config, table, doorkeeper, clock, meters);
    this.replies =
        new Replies(config, front::cookie, new Semaphore(config.bounds().streams()), clock);
    this.javalin = Javalin.create(this::configure);
  }

  /** Starts to serve; throws {@link CannotListen} when the port is taken. */
  public static Server start(
      ServeConfig config, RouteTable table, Doorkeeper doorkeeper, Clock clock, Meters meters) {
    var server = new Server(config, table, doorkeeper, clock, meters);
    Plain.listen(server.javalin, config.host(), config.port(), "prunella serve");
    server.front.named(server.port());
    return server;
  }

  public int port() {
    return javalin.port();
  }

  /** Where it is found from this machine. */
  public String uri() {
    return Plain.uri(config.host(), port());
  }

  /** Ends the streams, waits for requests at work, and lets no new ones in. */
  @Override
  public void close() {
    replies.close();
    try {
      if (!front.close(config.bounds().stop())) {
        config.say().accept("requests at work were not waited for any longer");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    javalin.stop();
  }

  private void configure(JavalinConfig javalinConfig) {
    Plain.configure(javalinConfig);
    // Pages hold a secret of the session beside what others wrote: compressed, its length would
    // tell.
    javalinConfig.http.compressionStrategy = CompressionStrategy.NONE;
    javalinConfig.http.maxRequestSize = config.bounds().bodyBytes();
    javalinConfig.jetty.modifyHttpConfiguration(
        http -> {
          // Names of branches and tables may hold any character: paths are split before decoding.
          http.setUriCompliance(UriCompliance.UNSAFE);
        });
    javalinConfig.jetty.modifyServletContextHandler(this::mount);
    javalinConfig
        .routes
        .get("/*", this::handle)
        .head("/*", this::handle)
        .post("/*", this::handle)
        .put("/*", this::handle)
        .delete("/*", this::handle);
  }

  /** The front stands before our own handlers and before every servlet alike. */
  private void mount(ServletContextHandler handler) {
    handler.getServletHandler().setDecodeAmbiguousURIs(true);
    var holder = new FilterHolder(front);
    holder.setAsyncSupported(true);
    handler.addFilter(holder, "/*", EnumSet.of(DispatcherType.REQUEST));
    var holders = new IdentityHashMap<Servlet, ServletHolder>();
    for (var route : table.routes()) {
      if (route.target() instanceof Target.Mounted(var servlet) && !holders.containsKey(servlet)) {
        var mounted = new ServletHolder(servlet);
        mounted.setAsyncSupported(true);
        holders.put(servlet, mounted);
        handler.addServlet(mounted, route.path().replaceFirst("(/\\*)?$", "/*"));
      }
    }
  }

  private void handle(Context http) throws IOException {
    // Without these it has not come through the front, and nothing else may happen.
    var match = Objects.requireNonNull((Match) http.req().getAttribute(Front.MATCH));
    var known = Objects.requireNonNull((Known) http.req().getAttribute(Front.KNOWN));
    var request = new Request(http, match, known, form(http));
    if (match.route().target() instanceof Target.Handled(var handler)) {
      replies.send(http, match.route(), request, handler);
    } else {
      throw new IllegalStateException("a servlet answers " + match.route().path());
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<String, String> form(Context http) {
    return Objects.requireNonNull((Map<String, String>) http.req().getAttribute(Front.FORM));
  }
}
