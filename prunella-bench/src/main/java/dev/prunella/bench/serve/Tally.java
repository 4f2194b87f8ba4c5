package dev.prunella.bench.serve;

import dev.prunella.bench.Samples;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** What came of all requests. Thread-safe. */
final class Tally {
  private final Samples all = new Samples();
  private final Map<String, Samples> routes = new TreeMap<>();
  private final Map<String, Integer> errors = new TreeMap<>();
  private long bytes;
  private int streams;
  private long news;

  synchronized void good(String route, long nanos, int length) {
    all.add(nanos);
    routes.computeIfAbsent(route, _ -> new Samples()).add(nanos);
    bytes += length;
  }

  /** By its status, or by what kept it from having one. */
  synchronized void bad(String kind) {
    errors.merge(kind, 1, Integer::sum);
  }

  synchronized void streamed() {
    streams++;
  }

  synchronized void heard() {
    news++;
  }

  synchronized Map<String, Object> report(Duration took) {
    double seconds = took.toNanos() / 1e9;
    var out = new LinkedHashMap<String, Object>();
    out.put("requests", all.count());
    out.put("requests_per_second", Samples.round(all.count() / seconds));
    out.put("megabytes_per_second", Samples.round(bytes / 1e6 / seconds));
    out.put("all", summary(all));
    var each = new LinkedHashMap<String, Object>();
    routes.forEach((route, samples) -> each.put(route, summary(samples)));
    out.put("routes", each);
    out.put("errors", Map.copyOf(errors));
    out.put("streams_opened", streams);
    out.put("stream_lines", news);
    return out;
  }

  private static Map<String, Object> summary(Samples samples) {
    var out = new LinkedHashMap<>(samples.summary());
    out.put("p99_ms", Samples.round(samples.millis(0.99)));
    return out;
  }
}
