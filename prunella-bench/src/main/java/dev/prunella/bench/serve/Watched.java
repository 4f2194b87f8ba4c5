package dev.prunella.bench.serve;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Looks twice a second at what a server holds of memory. */
final class Watched implements AutoCloseable {
  private static final long MILLIS = 500;
  private static final String HEAP = "jvm_memory_used_bytes{area=\"heap\"";

  private final ServerProcess server;
  private final String token;
  private final HttpClient client = HttpClient.newHttpClient();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Thread thread;
  private final long residentBefore;
  private final double heapBefore;
  private volatile double heapMost;

  /** Begins to look. */
  Watched(ServerProcess server, String token) throws IOException, InterruptedException {
    this.server = server;
    this.token = token;
    this.residentBefore = server.residentMegabytes().orElse(0);
    this.heapBefore = heap();
    this.heapMost = heapBefore;
    this.thread = Thread.ofVirtual().start(this::watch);
  }

  private void watch() {
    try {
      while (!stopped.await(MILLIS, TimeUnit.MILLISECONDS)) {
        heapMost = Math.max(heapMost, heap());
      }
    } catch (IOException e) {
      // What keeps it from answering is told by the clients.
      heapMost = Math.max(heapMost, heapBefore);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private double heap() throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(server.uri().resolve("/metrics"))
            .header("Authorization", "Bearer " + token)
            .timeout(Duration.ofSeconds(30))
            .build();
    var answer = client.send(request, BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException("/metrics answered " + answer.statusCode());
    }
    return answer
            .body()
            .lines()
            .filter(line -> line.startsWith(HEAP))
            .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
            .sum()
        / (1 << 20);
  }

  /** Megabytes before, now and at most; heap is what is used, garbage included. */
  Map<String, Object> report() throws IOException, InterruptedException {
    double now = heap();
    var out = new LinkedHashMap<String, Object>();
    out.put("heap_before", Math.round(heapBefore));
    out.put("heap_after", Math.round(now));
    out.put("heap_most", Math.round(Math.max(now, heapMost)));
    out.put("resident_before", residentBefore);
    out.put("resident_after", server.residentMegabytes().orElse(0));
    out.put("resident_most", server.peakMegabytes().orElse(0));
    return out;
  }

  @Override
  public void close() throws InterruptedException {
    stopped.countDown();
    thread.join();
    client.shutdownNow();
  }
}
