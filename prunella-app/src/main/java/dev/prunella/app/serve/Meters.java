package dev.prunella.app.serve;

import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.function.ToDoubleFunction;

/** What is measured of the process and its requests, for Prometheus. Thread-safe. */
public final class Meters {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  public Meters() {
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
  }

  /** A number that is asked for when somebody looks. */
  public <T> void gauge(String name, String help, T of, ToDoubleFunction<T> value) {
    io.micrometer.core.instrument.Gauge.builder(name, of, value)
        .description(help)
        .strongReference(true)
        .register(registry);
  }

  /** The same, one of several that a label tells apart. */
  public <T> void gauge(
      String name, String help, String label, String of, T about, ToDoubleFunction<T> value) {
    io.micrometer.core.instrument.Gauge.builder(name, about, value)
        .description(help)
        .tag(label, of)
        .strongReference(true)
        .register(registry);
  }

  /** In Prometheus' text format. */
  public String text() {
    return registry.scrape();
  }

  Timer.Sample begin() {
    return Timer.start(registry);
  }

  /** By the route's pattern, not by the path: there are as many series as routes. */
  void end(Timer.Sample sample, String method, String route, int status) {
    sample.stop(
        Timer.builder("prunella.http.requests")
            .description("requests by route, method and class of answer")
            .tag("method", known(method))
            .tag("route", route)
            .tag("status", status / 100 + "xx")
            .register(registry));
  }

  private static String known(String method) {
    return switch (method) {
      case "GET", "HEAD", "POST", "PUT", "DELETE" -> method;
      default -> "other";
    };
  }
}
