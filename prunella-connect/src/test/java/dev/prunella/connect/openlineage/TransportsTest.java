package dev.prunella.connect.openlineage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.prunella.pipeline.PretendRuns;
import dev.prunella.pipeline.RunEvent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files, and a real server that works, fails, hangs, or is not there. */
@Timeout(60)
class TransportsTest {
  private static final Duration QUICK = Duration.ofMillis(300);

  private final List<String> said = new CopyOnWriteArrayList<>();
  private final List<String> received = new CopyOnWriteArrayList<>();
  private final List<String> keys = new CopyOnWriteArrayList<>();
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void closeServers() throws Exception {
    for (var one : open) {
      one.close();
    }
  }

  @Test
  void aServerGetsTheEventsInTheirOrder() throws IOException {
    var url = server(_ -> 201);
    run(url, 10);
    assertThat(received).hasSize(8);
    assertThat(received.getFirst()).contains("\"START\"").contains("\"shop\"");
    assertThat(received.getLast()).contains("\"COMPLETE\"").contains("\"shop\"");
    assertThat(keys).containsOnly("/api/v1/lineage Bearer key");
    assertThat(said).isEmpty();
  }

  @Test
  void whatMayPassIsTriedAgain() throws IOException {
    var url = server(request -> request < 2 ? 503 : 200);
    run(url, 10);
    assertThat(said).isEmpty();
    assertThat(received).hasSize(2 + 8);
  }

  @Test
  void whatWillNotPassIsNotTriedAgain() throws IOException {
    run(server(_ -> 400), 10);
    assertThat(received).hasSize(8);
    assertThat(said).hasSize(2);
    assertThat(said.getLast())
        .startsWith("lineage: 8 events could not be sent to http://")
        .endsWith("(it answers 400); runs are not affected");
  }

  @Test
  void aServerThatAlwaysFailsUsesUpTheBudgetAndNoMore() throws IOException {
    run(server(_ -> 500), 3);
    assertThat(received).hasSize(8 + 3);
    assertThat(said.getLast()).contains("8 events").contains("500");
  }

  @Test
  void aServerThatIsNotThereCostsTheRunNothing() throws IOException {
    int port;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    run(URI.create("http://127.0.0.1:" + port), 1);
    assertThat(said.getLast()).contains("8 events").contains("it cannot be reached");
  }

  @Test
  void aServerThatHangsNeitherHoldsTheRunNorTheEnd() throws IOException {
    var let = new CountDownLatch(1);
    open.add(let::countDown);
    var url =
        server(
            _ -> {
              try {
                let.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              return 200;
            });
    long start = System.nanoTime();
    var outcome = run(url, 2);
    assertThat(outcome).isEqualTo(RunEvent.Outcome.PUBLISHED);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    assertThat(said.getFirst()).contains("it does not answer in time");
    assertThat(said.getLast()).startsWith("lineage: 8 events could not be sent");
  }

  @Test
  void whenTooManyWaitNewOnesAreLostAndCounted() throws IOException {
    var let = new CountDownLatch(1);
    var outbox =
        new Outbox(
            new Transport() {
              @Override
              public String where() {
                return "here";
              }

              @Override
              public void deliver(String line) throws InterruptedException {
                let.await();
                received.add(line);
              }

              @Override
              public void close() {}
            },
            5,
            Duration.ofSeconds(5),
            said::add);
    long start = System.nanoTime();
    for (int i = 0; i < 1_000; i++) {
      int number = i;
      outbox.offer(() -> "event " + number);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
    let.countDown();
    outbox.close();
    assertThat(received.size() + outbox.lost()).isEqualTo(1_000);
    assertThat(received).hasSizeBetween(5, 6).contains("event 0");
    assertThat(said.getLast()).contains("too many events wait");
  }

  @Test
  void aFileIsPutAsideWhenItIsFullAndTheOldestGo(@TempDir Path folder) throws Exception {
    var path = folder.resolve("deep").resolve("lineage.jsonl");
    var transport = new FileTransport(new LineageConfig.ToFile(path, 100, 2));
    for (int i = 0; i < 40; i++) {
      transport.deliver("{\"event\": \"number " + (100 + i) + "\"}");
    }
    assertThat(Files.readAllLines(path)).last().asString().contains("number 139");
    try (var files = Files.list(path.resolveSibling(""))) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "lineage.jsonl", "lineage.jsonl.1", "lineage.jsonl.2", "lineage.jsonl.lock");
    }
    assertThat(Files.size(path)).isLessThanOrEqualTo(100);
  }

  @Test
  void writersAtOnceKeepEachOthersLinesWhole(@TempDir Path folder) throws Exception {
    var path = folder.resolve("lineage.jsonl");
    var writers = new ArrayList<Callable<Boolean>>();
    for (int w = 0; w < 4; w++) {
      var name = "writer " + w + " ";
      writers.add(
          () -> {
            var transport = new FileTransport(LineageConfig.ToFile.of(path));
            for (int i = 0; i < 50; i++) {
              transport.deliver(name + "x".repeat(5_000) + " end");
            }
            return true;
          });
    }
    try (var pool = Executors.newFixedThreadPool(4)) {
      for (var writer : pool.invokeAll(writers)) {
        assertThat(writer.get()).isTrue();
      }
    }
    assertThat(Files.readAllLines(path))
        .hasSize(200)
        .allMatch(line -> line.matches("writer \\d x{5000} end"));
  }

  @Test
  void aLineThatACrashHasCutOffIsEndedFirst(@TempDir Path folder) throws Exception {
    var path = folder.resolve("lineage.jsonl");
    Files.writeString(path, "{\"whole\": 1}\n{\"cut of");
    new FileTransport(LineageConfig.ToFile.of(path)).deliver("{\"next\": 2}");
    assertThat(Files.readAllLines(path))
        .containsExactly("{\"whole\": 1}", "{\"cut of", "{\"next\": 2}");
  }

  @Test
  void anAddressThatIsNoneIsRefusedAtOnce() {
    assertThatThrownBy(() -> LineageConfig.ToServer.of(URI.create("ftp://example.org")))
        .hasMessageContaining("lineage.url");
    assertThatThrownBy(() -> LineageConfig.ToServer.of(URI.create("http:///path")))
        .hasMessageContaining("host");
  }

  private RunEvent.Outcome run(URI url, int retries) {
    var config =
        new LineageConfig(
            "lake-1",
            "prunella://acme",
            "0.1.0",
            Optional.empty(),
            Optional.of(
                new LineageConfig.ToServer(
                    url, Map.of("Authorization", "Bearer key"), QUICK, retries, 100)));
    var runs = new PretendRuns();
    try (var lineage =
        Lineage.open(config, LineageFacts.none(), t -> t, said::add, Duration.ofSeconds(20))) {
      return runs.run(lineage.listener(runs.pipeline())).outcome();
    }
  }

  /** Answers each request, counted from 0, with a status. */
  private URI server(IntUnaryOperator status) throws IOException {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    var pool = Executors.newCachedThreadPool();
    server.setExecutor(pool);
    server.createContext(
        "/",
        exchange -> {
          int number;
          synchronized (received) {
            number = received.size();
            received.add(
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          }
          keys.add(
              exchange.getRequestURI()
                  + " "
                  + exchange.getRequestHeaders().getFirst("Authorization"));
          exchange.sendResponseHeaders(status.applyAsInt(number), -1);
          exchange.close();
        });
    server.start();
    open.add(pool::shutdownNow);
    open.add(() -> server.stop(0));
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }
}
