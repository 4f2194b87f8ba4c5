package dev.prunella.bench.heal.world;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.prunella.bench.heal.world.Answer.Answering;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The HTTP server from which projects get rows; on loopback, and on one port for its life. */
public final class SourceServer implements AutoCloseable {
  private static final int MOST_WAITING = 64;

  private final HttpServer server;
  private final ExecutorService workers =
      Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("source-", 1).factory());
  private final Map<String, Answering> answers = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> requests = new ConcurrentHashMap<>();

  public SourceServer() throws IOException {
    this(0);
  }

  private SourceServer(int port) throws IOException {
    this.server =
        HttpServer.create(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port), MOST_WAITING);
    server.setExecutor(workers);
    server.createContext("/", this::handle);
    server.start();
  }

  /** At a port if it is free, else at any. */
  static SourceServer at(int port) throws IOException {
    try {
      return new SourceServer(port);
    } catch (BindException e) {
      return new SourceServer(0);
    }
  }

  public int port() {
    return server.getAddress().getPort();
  }

  /** From now on this is answered for a path. */
  public void serve(String path, Answering answering) {
    answers.put(path, answering);
    requests.put(path, new AtomicInteger());
  }

  /** What is answered for a path now. */
  public Optional<Answering> serves(String path) {
    return Optional.ofNullable(answers.get(path));
  }

  /** Knows nothing any more. */
  public void forget() {
    answers.clear();
    requests.clear();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      var uri = exchange.getRequestURI();
      var answering = answers.get(uri.getPath());
      var answer =
          answering == null
              ? Answer.of(404, Map.of("Content-Type", "text/plain"), "there is no " + uri.getPath())
              : answering.to(
                  requests
                      .computeIfAbsent(uri.getPath(), _ -> new AtomicInteger())
                      .getAndIncrement(),
                  Optional.ofNullable(uri.getQuery()).orElse(""));
      await(answer);
      if (answer.status() == 0) {
        return;
      }
      answer.headers().forEach(exchange.getResponseHeaders()::add);
      long length = answer.promised() < 0 ? answer.body().length : answer.promised();
      exchange.sendResponseHeaders(answer.status(), length == 0 ? -1 : length);
      if (length != 0) {
        exchange.getResponseBody().write(answer.body());
      }
    }
  }

  private static void await(Answer answer) {
    try {
      TimeUnit.NANOSECONDS.sleep(answer.delay().toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    server.stop(0);
    workers.shutdownNow();
  }
}
