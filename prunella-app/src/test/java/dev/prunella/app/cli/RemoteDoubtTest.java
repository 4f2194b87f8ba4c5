package dev.prunella.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is said of a command of which nobody here knows whether it was begun. */
@Timeout(60)
class RemoteDoubtTest {
  private static final String BUSY = "{\"code\":\"busy\",\"detail\":\"come again\"}";
  private static final String OVER = "id: 1\nevent: exit\ndata: {\"exit\":130}\n\n";

  @TempDir Path away = Path.of("");

  private final List<String> heard = Collections.synchronizedList(new ArrayList<>());
  private final Interrupts.ByWord interrupts = new Interrupts.ByWord();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;
  private Answering answering = exchange -> says(exchange, 500, "");

  private interface Answering {
    void answer(HttpExchange exchange) throws IOException;
  }

  RemoteDoubtTest() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  }

  @BeforeEach
  void open() {
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void answer(HttpExchange exchange) throws IOException {
    exchange.getRequestBody().readAllBytes();
    var after = exchange.getRequestHeaders().getFirst("Last-Event-ID");
    heard.add(exchange.getRequestMethod() + (after == null ? "" : " after " + after));
    answering.answer(exchange);
    exchange.close();
  }

  private static void says(HttpExchange exchange, int status, String text) throws IOException {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private static void tells(HttpExchange exchange, String events) throws IOException {
    exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
    says(exchange, 200, events);
  }

  private int run() {
    var surroundings =
        new Surroundings(
            away,
            Map.of(RemoteServer.TOKEN, "prn_x"),
            "ana",
            false,
            InputStream.nullInputStream(),
            Clock.systemUTC(),
            ZoneOffset.UTC);
    var common = new Common();
    common.server = "http://127.0.0.1:" + server.getAddress().getPort();
    var named = RemoteServer.named(common, surroundings).orElseThrow();
    var console =
        new Console(
            new PrintWriter(out, true),
            new PrintWriter(err, true),
            surroundings,
            interrupts,
            false);
    try {
      return new RemoteCommand(named, console, surroundings).run(List.of("status"));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void whatStandsBeforeTheServerDoesNotSayHowItEnded() {
    answering =
        exchange -> {
          switch (heard.size()) {
            case 1 -> exchange.close();
            case 2 -> says(exchange, 404, "no such service");
            case 3 -> says(exchange, 200, "we are back soon");
            default -> tells(exchange, OVER.replace("130", "9"));
          }
        };
    assertThat(run()).isEqualTo(9);
    assertThat(heard).containsExactly("POST", "POST after 0", "POST after 0", "POST after 0");
  }

  @Test
  void onlyTheServersOwnWordSaysThatNothingWasBegun() {
    answering =
        exchange -> {
          switch (heard.size()) {
            case 1 -> says(exchange, 503, BUSY);
            case 2 -> says(exchange, 503, "upstream timed out");
            default -> says(exchange, 410, "");
          }
        };
    var failure = catchThrowableOfType(Failure.class, this::run);
    assertThat(failure.exit()).isEqualTo(Exit.UNKNOWN);
    assertThat(heard).containsExactly("POST", "POST", "POST after 0");
  }

  @Test
  void whatWasNotBegunIsNotBegunAfterItsEndWasWanted() throws Exception {
    var asked = new CountDownLatch(1);
    answering =
        exchange -> {
          boolean post = exchange.getRequestMethod().equals("POST");
          says(exchange, post ? 503 : 410, BUSY);
          asked.countDown();
        };
    var exit = CompletableFuture.supplyAsync(this::run, threads);
    asked.await();
    interrupts.say();
    assertThat(exit.get(20, TimeUnit.SECONDS)).isEqualTo(Exit.INTERRUPTED.code());
    int posts = Collections.frequency(List.copyOf(heard), "POST");
    Thread.sleep(1500);
    assertThat(Collections.frequency(List.copyOf(heard), "POST")).isEqualTo(posts);
  }

  @Test
  void whatIsStillOnItsWayIsEndedOnceItHasArrived() throws Exception {
    var onItsWay = new CountDownLatch(1);
    var tooEarly = new CountDownLatch(1);
    var ended = new CountDownLatch(1);
    answering =
        exchange -> {
          if (exchange.getRequestMethod().equals("DELETE")) {
            says(exchange, tooEarly.getCount() > 0 ? 410 : 200, "");
            if (tooEarly.getCount() == 0) {
              ended.countDown();
            }
            tooEarly.countDown();
            return;
          }
          onItsWay.countDown();
          await(tooEarly);
          await(ended);
          tells(exchange, OVER);
        };
    var exit = CompletableFuture.supplyAsync(this::run, threads);
    onItsWay.await();
    interrupts.say();
    assertThat(exit.get(20, TimeUnit.SECONDS)).isEqualTo(Exit.INTERRUPTED.code());
    assertThat(Collections.frequency(List.copyOf(heard), "DELETE")).isEqualTo(2);
  }

  @Test
  void whoseWordIsNotTakenIsToldSo() throws Exception {
    var atWork = new CountDownLatch(1);
    var warned = new CountDownLatch(1);
    answering =
        exchange -> {
          if (exchange.getRequestMethod().equals("DELETE")) {
            says(exchange, 401, "");
            return;
          }
          atWork.countDown();
          await(warned);
          tells(exchange, OVER);
        };
    var exit = CompletableFuture.supplyAsync(this::run, threads);
    atWork.await();
    interrupts.say();
    while (!err.toString().contains("may go on: it answered 401")) {
      Thread.sleep(20);
    }
    warned.countDown();
    assertThat(exit.get(20, TimeUnit.SECONDS)).isEqualTo(Exit.INTERRUPTED.code());
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void whatGoesBesideTheAnswerIsObeyedByNoTerminal() {
    answering =
        exchange ->
            tells(
                exchange,
                """
                id: 1
                event: err
                data: "\\u001b]0;owned\\u0007\\n"

                id: 2
                event: out
                data: "a\\rb\\n"

                id: 3
                event: exit
                data: {"exit":0}

                """);
    assertThat(run()).isZero();
    assertThat(err.toString()).isEqualTo("?]0;owned?\n");
    assertThat(out.toString()).as("kept as it is in a file").isEqualTo("a\rb\n");
  }

  @Test
  void whatIsKnownToBeNoTerminalIsKeptAsItIs() throws IOException {
    assertThat(Surroundings.mayBeTerminal(Files.createFile(away.resolve("answer")))).isFalse();
    assertThat(Surroundings.mayBeTerminal(Path.of("/dev/null"))).isTrue();
    assertThat(Surroundings.mayBeTerminal(away.resolve("nowhere"))).isTrue();
  }

  @Test
  void whereTheAnswerWasCutItsExitCodeIsNotZero() {
    answering =
        exchange -> tells(exchange, "id: 1\nevent: exit\ndata: {\"exit\":0,\"cut\":true}\n\n");
    assertThat(run()).isEqualTo(Exit.FAILED.code());
    assertThat(err.toString()).contains("the rest is missing");
  }
}
