package dev.prunella.app.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.prunella.app.rest.Errors.Refused;
import dev.prunella.app.serve.CannotListen;
import dev.prunella.app.serve.Plain;
import dev.prunella.local.iceberg.LakeCatalogs;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.time.Clock;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
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
  private final ServerConfig config;
  private final MetricsLog metrics;
  private final Gate gate;
  private final CatalogAnswers answers;
  private final Semaphore places;
  private final Javalin javalin;

  private IcebergServer(
      LakeCatalogs catalogs, ServerConfig config, Clock clock, Consumer<MetricsLog.Entry> sink) {
    this.config = config;
    this.metrics = new MetricsLog(sink);
    this.gate = new Gate(config.tokens());
    this.answers =
        new CatalogAnswers(catalogs, metrics, ReaderNotes.none(), clock, config.maxRequestBytes());
    this.places = new Semaphore(config.maxRequests());
    this.javalin = Javalin.create(this::configure);
  }

  /** Starts to serve; throws {@link CannotListen} when the port is taken. */
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
    Plain.listen(server.javalin, config.host(), config.port(), "prunella serve --iceberg");
    return server;
  }

  public int port() {
    return javalin.port();
  }

  /** Where clients find {@code main}. */
  public String uri() {
    return Plain.uri(config.host(), port());
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
    Plain.configure(javalinConfig);
    javalinConfig.jetty.modifyHttpConfiguration(
        http -> {
          // Names of branches and tables may hold any character: paths are split before decoding.
          http.setUriCompliance(UriCompliance.UNSAFE);
          http.setIdleTimeout(config.idleTimeout().toMillis());
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
      CatalogAnswers.send(
          http, Errors.reply(new Refused(503, "the server is busy or closing; come again")));
      return;
    }
    try {
      CatalogAnswers.send(http, answers.answer(http, 0, () -> gate.admit(http)));
    } finally {
      places.release();
    }
  }
}
