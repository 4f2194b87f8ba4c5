package dev.prunella.app.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.prunella.app.rest.Errors.Refused;
import dev.prunella.local.iceberg.LakeCatalogs;
import dev.prunella.refs.LakeException;
import dev.prunella.refs.Problem;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.iceberg.rest.RESTUtil;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.UriCompliance;

/**
 * Serves the lake as an Iceberg REST catalog.
 *
 * <p>A client names its branch as {@code warehouse} (default {@code main}), or uses an address that
 * ends in the branch: {@code http://127.0.0.1:8181/nightly%2Forders}. A tag, a commit or any other
 * revision can be named too, and read. What is written to {@code main} is recorded as written by
 * hand, unverified.
 */
public final class IcebergServer implements AutoCloseable {
  private final LakeCatalogs catalogs;
  private final ServerConfig config;
  private final MetricsLog metrics;
  private final Gate gate;
  private final Routes routes;
  private final Semaphore places;
  private final Javalin javalin;

  private IcebergServer(
      LakeCatalogs catalogs, ServerConfig config, Clock clock, Consumer<MetricsLog.Entry> sink) {
    this.catalogs = catalogs;
    this.config = config;
    this.metrics = new MetricsLog(sink);
    this.gate = new Gate(config.tokens());
    this.routes = new IcebergApi(metrics, clock).routes();
    this.places = new Semaphore(config.maxRequests());
    this.javalin = Javalin.create(this::configure);
  }

  /** Starts to serve; throws {@link LakeException} when the port is taken. */
  public static IcebergServer start(LakeCatalogs catalogs, ServerConfig config) {
    return start(catalogs, config, Clock.systemUTC(), report -> {});
  }

  /**
   * Starts to serve by a given clock.
   *
   * @param metrics sees each report that a client sends about a scan or a commit
   */
  public static IcebergServer start(
      LakeCatalogs catalogs, ServerConfig config, Clock clock, Consumer<MetricsLog.Entry> metrics) {
    var server = new IcebergServer(catalogs, config, clock, metrics);
    try {
      server.javalin.start(config.host(), config.port());
    } catch (RuntimeException e) {
      throw new LakeException(
          Problem.BAD_REQUEST,
          "cannot listen on " + config.host() + ":" + config.port() + ": " + e.getMessage(),
          e);
    }
    return server;
  }

  public int port() {
    return javalin.port();
  }

  /** Where clients find {@code main}. */
  public String uri() {
    var host = config.host().contains(":") ? "[" + config.host() + "]" : config.host();
    return "http://" + host + ":" + port();
  }

  /** What clients have told about their scans and commits. */
  public MetricsLog metrics() {
    return metrics;
  }

  /** Waits for requests at work, up to the configured time, and lets no new ones in. */
  @Override
  public void close() {
    try {
      if (!places.tryAcquire(
          config.maxRequests(), config.stopTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
        places.drainPermits();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    javalin.stop();
  }

  private void configure(JavalinConfig javalinConfig) {
    javalinConfig.startup.showJavalinBanner = false;
    javalinConfig.startup.showOldJavalinVersionWarning = false;
    javalinConfig.startup.startupWatcherEnabled = false;
    javalinConfig.concurrency.useVirtualThreads = true;
    javalinConfig.jetty.modifyHttpConfiguration(
        http -> {
          // Names of branches and tables may hold any character: paths are split before decoding.
          http.setUriCompliance(UriCompliance.UNSAFE);
          http.setIdleTimeout(config.idleTimeout().toMillis());
          http.setSendServerVersion(false);
        });
    javalinConfig.jetty.modifyServletContextHandler(
        handler -> handler.getServletHandler().setDecodeAmbiguousURIs(true));
    javalinConfig
        .routes
        .get("/*", this::handle)
        .head("/*", this::handle)
        .post("/*", this::handle)
        .put("/*", this::handle)
        .delete("/*", this::handle);
  }

  private void handle(Context http) throws JsonProcessingException {
    if (!places.tryAcquire()) {
      send(http, Errors.reply(new Refused(503, "the server is busy or closing; come again")));
      return;
    }
    try {
      send(http, answer(http));
    } finally {
      places.release();
    }
  }

  private Reply answer(Context http) {
    try {
      var grant = gate.admit(http);
      var segments = List.of(http.req().getRequestURI().substring(1).split("/", -1));
      int start = segments.indexOf("v1");
      if (start < 0) {
        throw new Refused(404, "nothing is served here; Iceberg clients begin with /v1/config");
      }
      var base =
          start == 0
              ? Optional.<String>empty()
              : Optional.of(RESTUtil.decodeString(String.join("/", segments.subList(0, start))));
      var match = routes.find(http.method().name(), segments.subList(start, segments.size()));
      var call = new Call(catalogs, http, grant, base, match.variables(), config.maxRequestBytes());
      return match.handler().answer(call);
    } catch (RuntimeException e) {
      return Errors.reply(e);
    }
  }

  private static void send(Context http, Reply reply) throws JsonProcessingException {
    http.status(reply.status());
    reply.etag().ifPresent(tag -> http.header("ETag", tag));
    if (reply.status() == HttpStatus.UNAUTHORIZED_401) {
      http.header("WWW-Authenticate", "Bearer");
    }
    if (reply.status() == HttpStatus.SERVICE_UNAVAILABLE_503) {
      http.header("Retry-After", "1");
    }
    if (reply.body().isPresent() && !http.method().name().equals("HEAD")) {
      http.contentType("application/json").result(Json.write(reply.body().get()));
    }
  }
}
