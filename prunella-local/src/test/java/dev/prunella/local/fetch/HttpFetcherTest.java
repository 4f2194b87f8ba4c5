package dev.prunella.local.fetch;

import static dev.prunella.local.fetch.FileFetcherTest.fault;
import static dev.prunella.local.fetch.FileFetcherTest.got;
import static dev.prunella.local.fetch.FileFetcherTest.texts;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.prunella.local.Secrets;
import dev.prunella.local.SomeTask;
import dev.prunella.pipeline.Cancellation;
import dev.prunella.pipeline.Fault.Kind;
import dev.prunella.pipeline.Fetcher.Fetched;
import dev.prunella.pipeline.Source;
import dev.prunella.pipeline.Source.Paging;
import dev.prunella.pipeline.StepLimits;
import dev.prunella.pipeline.StepWatch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real server on this machine, which behaves and misbehaves. */
class HttpFetcherTest {
  private static final Instant NOW = Instant.parse("2026-11-23T03:00:00Z");
  private static final String TOKEN = "sword fish/7731";
  private static final Duration LONG = Duration.ofSeconds(20);

  @TempDir Path temp = Path.of("");
  private final ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private HttpServer server = server();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private FetchLimits limits = FetchLimits.DEFAULT;

  private static HttpServer server() {
    try {
      return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @BeforeEach
  void start() {
    server.setExecutor(threads);
    server.start();
  }

  @AfterEach
  void stop() {
    closing.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  @Test
  void oneAnswerIsKeptAsItCame() {
    answers("[{\"a\":1.10}, {\"a\":2}]\n");
    var batch = got(fetch("/prices"));
    assertThat(texts(batch)).containsExactly("[{\"a\":1.10}, {\"a\":2}]\n");
    assertThat(batch.parts().getFirst().name()).isEqualTo(url("/prices"));
    assertThat(batch.fetchedAt()).isEqualTo(NOW);
  }

  @Test
  void boundsOfTheIntervalGoIntoTheAddress() {
    answers("[1]");
    got(fetch("/p?from={interval_start:yyyy-MM-dd'T'HH:mmXXX}&to={interval_end}"));
    assertThat(asked)
        .containsExactly("/p?from=2026-11-22T00%3A00%2B01%3A00&to=2026-11-22T23%3A00%3A00Z");
  }

  @Test
  void secretsReachTheServerAndNothingElse() {
    var headers = new ConcurrentLinkedQueue<String>();
    handle(
        exchange -> {
          headers.add(exchange.getRequestHeaders().getFirst("Authorization"));
          reply(exchange, 403, "no: " + TOKEN);
        });
    var source =
        source(
            "/p?key=secret:env/TOKEN&page=1",
            Map.of("Authorization", "Bearer secret:env/TOKEN"),
            "",
            new Paging.None(),
            LONG);
    var fault = fault(fetch(source));
    assertThat(headers).containsExactly("Bearer " + TOKEN);
    assertThat(asked).containsExactly("/p?key=sword%20fish%2F7731&page=1");
    assertThat(fault.kind()).isEqualTo(Kind.ACCESS_DENIED);
    assertThat(fault.message())
        .isEqualTo(
            url("/p?key=***&page=1")
                + ": status 403, the server forbids it; the server says: \"no: ***\"");
    assertThat(fault.toString()).doesNotContain("sword");
  }

  @Test
  void nameOfAPartHoldsNoSecret() {
    answers("[1]");
    var source = source("/p?key=secret:env/TOKEN", Map.of(), "", new Paging.None(), LONG);
    assertThat(got(fetch(source)).parts().getFirst().name()).isEqualTo(url("/p?key=***"));
  }

  @Test
  void missingOrMisspeltSecretIsSaidBeforeAnythingIsSent() {
    answers("[1]");
    for (var reference : List.of("secret:env/TOKN", "Bearer secret:vault/x", "secret:env/")) {
      var source = source("/p", Map.of("X-Key", reference), "", new Paging.None(), LONG);
      assertThat(fault(fetch(source)).kind()).isEqualTo(Kind.ACCESS_DENIED);
    }
    assertThat(asked).isEmpty();
  }

  @Test
  void secretThatNoHeaderCanHoldIsNotRepeatedInTheError() {
    var source = source("/p", Map.of("X-Key", "secret:env/LINES"), "", new Paging.None(), LONG);
    var fault = fault(fetch(source));
    assertThat(fault.message()).contains("'X-Key' cannot be sent");
    assertThat(fault.toString()).doesNotContain("line-1");
  }

  @Test
  void numberedPagesEndWithAnEmptyOne() {
    handle(e -> reply(e, 200, parameter(e, "page") < 4 ? "[" + parameter(e, "page") + "]" : "[]"));
    var batch = got(fetch("/p?x=1", new Paging.ByNumber("page", 1, 10), ""));
    assertThat(texts(batch)).containsExactly("[1]", "[2]", "[3]");
    assertThat(asked)
        .containsExactly("/p?x=1&page=1", "/p?x=1&page=2", "/p?x=1&page=3", "/p?x=1&page=4");
  }

  @Test
  void notFoundAfterAShortPageIsTheEndAfterAFullOneItIsNot() {
    handle(
        e -> {
          switch ((int) parameter(e, "page")) {
            case 1 -> reply(e, 200, "[1,2]");
            case 2 -> reply(e, 200, "[3]");
            default -> reply(e, 404, "Invalid page");
          }
        });
    assertThat(got(fetch("/p", new Paging.ByNumber("page", 1, 10), "")).parts()).hasSize(2);
    assertThat(fault(fetch("/p", new Paging.ByNumber("page", 3, 10), "")).kind())
        .isEqualTo(Kind.MISSING);
  }

  @Test
  void offsetsGoOnWhereAServerGivesLessThanItIsAskedFor() {
    handle(
        e -> {
          var rows = new StringBuilder();
          long from = parameter(e, "offset");
          for (long i = from; i < Math.min(5, from + 2); i++) {
            rows.append(rows.isEmpty() ? "" : ",").append(i);
          }
          reply(e, 200, "{\"data\":[" + rows + "]}");
        });
    var batch = got(fetch("/p", new Paging.ByOffset("offset", "limit", 100, 10), "/data"));
    assertThat(texts(batch))
        .containsExactly("{\"data\":[0,1]}", "{\"data\":[2,3]}", "{\"data\":[4]}");
  }

  @Test
  void cursorLeadsFromPageToPage() {
    handle(
        e -> {
          var query = String.valueOf(e.getRequestURI().getRawQuery());
          reply(
              e,
              200,
              query.contains("after=b%26c")
                  ? "{\"rows\":[{\"id\":2}],\"meta\":{\"next\":null}}"
                  : "{\"rows\":[{\"id\":1,\"meta\":{\"next\":\"no\"}}],\"meta\":{\"next\":\"b&c\"}}");
        });
    var batch = got(fetch("/p", new Paging.ByCursor("/meta/next", "after", 10), "/rows"));
    assertThat(batch.parts()).hasSize(2);
    assertThat(asked).containsExactly("/p", "/p?after=b%26c");
  }

  @Test
  void linksAreFollowedOnTheSameServerOnly() {
    handle(
        e -> {
          var path = e.getRequestURI().getPath();
          if (path.equals("/p")) {
            e.getResponseHeaders()
                .add("Link", "</first>; rel=\"first\", </q?page=2>; title=x; rel=\"next\"");
          } else if (path.equals("/evil")) {
            e.getResponseHeaders().add("Link", "<http://evil.example/x>; rel=next");
          }
          reply(e, 200, "[\"" + path + "\"]");
        });
    assertThat(texts(got(fetch("/p", new Paging.ByLink(10), ""))))
        .containsExactly("[\"/p\"]", "[\"/q\"]");
    var fault = fault(fetch("/evil", new Paging.ByLink(10), ""));
    assertThat(fault.kind()).isEqualTo(Kind.REFUSED);
    assertThat(fault.message()).contains("http://evil.example:80");
  }

  @Test
  void pagesWithoutAnEndAreNoticed() {
    answers("{\"rows\":[1],\"next\":\"again\"}");
    for (var paging :
        List.of(
            new Paging.ByCursor("/next", "after", 100),
            new Paging.ByNumber("page", 1, 100),
            new Paging.ByOffset("o", "l", 1, 100))) {
      var fault = fault(fetch("/p", paging, "/rows"));
      assertThat(fault.kind()).isEqualTo(Kind.SOURCE_FAILED);
      assertThat(fault.message()).contains("its pages have no end");
    }
    assertThat(asked).hasSizeLessThanOrEqualTo(6);
  }

  @Test
  void pagesAndBytesHaveBounds() {
    handle(e -> reply(e, 200, "[" + parameter(e, "page") + "]"));
    var fault = fault(fetch("/p", new Paging.ByNumber("page", 1, 3), ""));
    assertThat(fault.kind()).isEqualTo(Kind.SOURCE_FAILED);
    assertThat(fault.message()).contains("more than 3 pages");
    limits = FetchLimits.DEFAULT.withMostBytes(5);
    assertThat(fault(fetch("/p", new Paging.ByNumber("page", 100, 9), "")).message())
        .contains("more than 5 bytes");
  }

  @Test
  void noRowsAreNoRows() {
    answers("{\"rows\":[]}");
    assertThat(fault(fetch("/p", new Paging.None(), "/rows")).kind()).isEqualTo(Kind.NO_ROWS);
    handle("/none", e -> reply(e, 204, ""));
    assertThat(fault(fetch("/none")).kind()).isEqualTo(Kind.NO_ROWS);
  }

  @Test
  void rowsThatMovedAreNamed() {
    answers("{\"items\":[1],\"total\":1}");
    var fault = fault(fetch("/p", new Paging.None(), "/item"));
    assertThat(fault.kind()).isEqualTo(Kind.SCHEMA_CHANGED);
    assertThat(fault.message()).contains("no rows at '/item'; did you mean '/items'?");
  }

  @Test
  void packedAnswersAreUnpackedAndCountedSo() throws Exception {
    var packed = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(packed)) {
      out.write(("[" + "1,".repeat(100_000) + "1]").getBytes(StandardCharsets.UTF_8));
    }
    handle(
        e -> {
          e.getResponseHeaders().add("Content-Encoding", "gzip");
          send(e, 200, packed.toByteArray());
        });
    assertThat(got(fetch("/p")).bytes()).isEqualTo(200_003);
    limits = FetchLimits.DEFAULT.withMostBytes(10_000);
    assertThat(fault(fetch("/p")).message()).contains("more than 10000 bytes");
    handle(
        "/cut",
        e -> {
          e.getResponseHeaders().add("Content-Encoding", "gzip");
          send(e, 200, java.util.Arrays.copyOf(packed.toByteArray(), 60));
        });
    limits = FetchLimits.DEFAULT;
    assertThat(fault(fetch("/cut")).kind()).isEqualTo(Kind.BAD_BYTES);
  }

  @Test
  void answerShorterThanItsLengthIsCutOff() throws Exception {
    for (var answer :
        List.of(
            "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n[1, 2",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n[1, 2\r\n",
            "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n[1, 2")) {
      try (var raw = new RawServer(answer)) {
        var fault = fault(fetch(source(raw.url(), "", new Paging.None(), LONG)));
        assertThat(fault.kind()).as(answer).isEqualTo(Kind.BAD_BYTES);
        assertThat(fault.message()).as(answer).contains("cut off");
      }
    }
  }

  @Test
  void pageForPeopleIsNoJson() {
    answers("<!DOCTYPE html>\n<html><title>Sign in</title><body>Please log in</body></html>");
    var fault = fault(fetch("/p"));
    assertThat(fault.kind()).isEqualTo(Kind.BAD_BYTES);
    assertThat(fault.message())
        .endsWith("HTML came instead of JSON; the server says: \"Sign in Please log in\"");
    handle("/text", e -> reply(e, 200, "Service temporarily down"));
    assertThat(fault(fetch("/text")).kind()).isEqualTo(Kind.BAD_BYTES);
    handle("/empty", e -> reply(e, 200, ""));
    assertThat(fault(fetch("/empty")).message()).contains("is empty");
  }

  @Test
  void statusesAreToldApart() {
    handle(
        e ->
            reply(
                e, (int) parameter(e, "s"), "words\u0007 of \"the\"\n server " + "x".repeat(9000)));
    var kinds = new HashMap<Integer, Kind>();
    for (int status : List.of(400, 401, 403, 404, 410, 418, 429, 500, 502, 503, 504, 202, 304)) {
      var fault = fault(fetch("/p?s=" + status));
      kinds.put(status, fault.kind());
      assertThat(fault.facts()).containsEntry("status", Integer.toString(status));
      assertThat(fault.message()).hasSizeLessThan(500);
    }
    assertThat(kinds.get(401)).isEqualTo(Kind.ACCESS_DENIED);
    assertThat(kinds.get(403)).isEqualTo(Kind.ACCESS_DENIED);
    assertThat(kinds.get(404)).isEqualTo(Kind.MISSING);
    kinds.keySet().removeAll(List.of(401, 403, 404, 410));
    assertThat(kinds.values()).containsOnly(Kind.SOURCE_FAILED);
    assertThat(fault(fetch("/p?s=500")).message())
        .contains("the server says: \"words of 'the' server xxx");
  }

  @Test
  void bothFormsOfRetryAfterAreRead() {
    handle(
        e -> {
          e.getResponseHeaders().add("Retry-After", "120");
          reply(e, 429, "slow down");
        });
    assertThat(fault(fetch("/p")).facts())
        .containsEntry("status", "429")
        .containsEntry("retry_after", "120");
    var clock = Clock.fixed(NOW, ZoneOffset.UTC);
    assertThat(HttpRefusal.retryAfter("Mon, 23 Nov 2026 03:10:00 GMT", "", clock))
        .contains(Duration.ofMinutes(10));
    assertThat(
            HttpRefusal.retryAfter(
                "Mon, 23 Nov 2026 03:10:00 GMT", "Mon, 23 Nov 2026 03:09:00 GMT", clock))
        .contains(Duration.ofMinutes(1));
    assertThat(HttpRefusal.retryAfter("Sun, 22 Nov 2026 03:10:00 GMT", "", clock))
        .contains(Duration.ZERO);
    assertThat(HttpRefusal.retryAfter("999999999999999999", "", clock))
        .contains(Duration.ofDays(30));
    assertThat(HttpRefusal.retryAfter("soon", "", clock)).isEmpty();
  }

  @Test
  void redirectsStayWithTheServer() {
    handle(
        e -> {
          switch (e.getRequestURI().getPath()) {
            case "/old" -> redirect(e, "/new?x=1");
            case "/away" -> redirect(e, "http://127.0.0.1:1/steal");
            case "/loop" -> redirect(e, "/loop");
            default -> reply(e, 200, "[1]");
          }
        });
    assertThat(got(fetch("/old")).parts()).hasSize(1);
    assertThat(fault(fetch("/away")).kind()).isEqualTo(Kind.REFUSED);
    assertThat(fault(fetch("/loop")).message()).contains("redirects more than 5 times");
  }

  @Test
  void serverThatIsNotThereIsUnreachable() throws Exception {
    int free;
    try (var socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    for (var url : List.of("http://127.0.0.1:" + free + "/x", "http://no-such-host.invalid/x")) {
      var fault = fault(fetch(source(url, "", new Paging.None(), LONG)));
      assertThat(fault.kind()).as(url).isEqualTo(Kind.SOURCE_UNREACHABLE);
    }
    try (var raw = new RawServer("")) {
      assertThat(fault(fetch(source(raw.url(), "", new Paging.None(), LONG))).kind())
          .isEqualTo(Kind.SOURCE_UNREACHABLE);
    }
  }

  @Test
  void silenceBeforeAndWithinAnAnswerIsTimedOut() {
    handle(
        e -> {
          if (e.getRequestURI().getPath().equals("/slow-body")) {
            e.sendResponseHeaders(200, 1000);
            e.getResponseBody().write("[1,".getBytes(StandardCharsets.UTF_8));
            e.getResponseBody().flush();
          }
          await(closing);
        });
    for (var path : List.of("/silent", "/slow-body")) {
      long start = System.nanoTime();
      var fault = fault(fetch(source(url(path), "", new Paging.None(), Duration.ofMillis(700))));
      assertThat(fault.kind()).as(path).isEqualTo(Kind.TIMED_OUT);
      assertThat(fault.message()).contains("after 700 ms");
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
    }
  }

  @Test
  void timeOfTheStepEndsItToo() {
    handle(e -> await(closing));
    var limit = StepLimits.DEFAULT.withTime(Duration.ofMillis(700));
    var source = source(url("/p"), "", new Paging.None(), LONG);
    var fault = fault(fetch(source, limit, StepWatch.nobody()));
    assertThat(fault.kind()).isEqualTo(Kind.TIMED_OUT);
    assertThat(fault.message()).contains("the step's time limit");
  }

  @Test
  void cancellingEndsItSoon() {
    var cancellation = new Cancellation();
    handle(
        e -> {
          cancellation.cancel();
          await(closing);
        });
    long start = System.nanoTime();
    var source = source(url("/p"), "", new Paging.None(), LONG);
    fault(fetch(source, StepLimits.DEFAULT, FileFetcherTest.watch(cancellation)));
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
  }

  @Test
  void addressesThatCannotBeAskedAreSaidWithoutTheirSecrets() {
    for (var url :
        List.of(
            "ftp://x/y", "prices", "http://user:pw-7731@x/", "http://x/a b?k=secret:env/TOKEN")) {
      var fault = fault(fetch(source(url, "", new Paging.None(), LONG)));
      assertThat(fault.message()).contains("cannot be asked");
      assertThat(fault.toString()).doesNotContain("7731");
    }
  }

  private Fetched fetch(String path) {
    return fetch(path, new Paging.None(), "");
  }

  private Fetched fetch(String path, Paging paging, String rows) {
    return fetch(source(path, Map.of(), rows, paging, LONG));
  }

  private Fetched fetch(Source.Http source) {
    return fetch(source, StepLimits.DEFAULT, StepWatch.nobody());
  }

  private Fetched fetch(Source.Http source, StepLimits stepLimits, StepWatch watch) {
    var environment = Map.of("TOKEN", TOKEN, "LINES", "line-1\nline-2");
    var fetcher =
        new LocalFetcher(
            temp,
            temp,
            new Secrets(environment),
            new Folder(temp),
            Clock.fixed(NOW, ZoneOffset.UTC),
            limits);
    var declared =
        new Source.Declared(
            source,
            Source.Format.of(Source.Format.Kind.JSON),
            List.of(),
            true,
            Source.OnEmpty.KEEP_LAST_GOOD,
            Source.OnNewColumn.FAIL,
            Optional.empty());
    var task = SomeTask.daily("prices", "2026-11-22", "Europe/Berlin", stepLimits);
    return fetcher.fetch(task, declared, watch);
  }

  private Source.Http source(
      String path, Map<String, String> headers, String rows, Paging paging, Duration timeout) {
    return new Source.Http(url(path), headers, rows, paging, timeout);
  }

  private static Source.Http source(String url, String rows, Paging paging, Duration timeout) {
    return new Source.Http(url, Map.of(), rows, paging, timeout);
  }

  private String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  private void answers(String body) {
    handle(exchange -> reply(exchange, 200, body));
  }

  private void handle(HttpHandler handler) {
    handle("/", handler);
  }

  private void handle(String path, HttpHandler handler) {
    server.createContext(
        path,
        exchange -> {
          asked.add(exchange.getRequestURI().toString());
          handler.handle(exchange);
        });
  }

  private static void reply(HttpExchange exchange, int status, String body) throws IOException {
    send(exchange, status, body.getBytes(StandardCharsets.UTF_8));
  }

  private static void redirect(HttpExchange exchange, String to) throws IOException {
    exchange.getResponseHeaders().add("Location", to);
    reply(exchange, 302, "");
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    boolean none = body.length == 0 || status == 204 || status == 304;
    exchange.sendResponseHeaders(status, none ? -1 : body.length);
    if (!none) {
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }

  private static long parameter(HttpExchange exchange, String name) {
    for (var part : String.valueOf(exchange.getRequestURI().getRawQuery()).split("&", -1)) {
      if (part.startsWith(name + "=")) {
        return Long.parseLong(part.substring(name.length() + 1));
      }
    }
    return 0;
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Gives the same bytes to whoever connects, and hangs up. */
  private static final class RawServer implements AutoCloseable {
    private final ServerSocket socket;

    RawServer(String answer) throws IOException {
      socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
      Thread.ofVirtual()
          .start(
              () -> {
                while (!socket.isClosed()) {
                  try (var caller = socket.accept()) {
                    var in = caller.getInputStream();
                    var request = new StringBuilder();
                    for (int b = in.read(); b >= 0 && !request.toString().endsWith("\r\n\r\n"); ) {
                      request.append((char) b);
                      if (request.toString().endsWith("\r\n\r\n")) {
                        break;
                      }
                      b = in.read();
                    }
                    caller.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
                    caller.getOutputStream().flush();
                    caller.shutdownOutput();
                  } catch (IOException e) {
                    // The test has ended, or its client hung up first.
                    assertThat(e).isNotNull();
                  }
                }
              });
    }

    String url() {
      return "http://127.0.0.1:" + socket.getLocalPort() + "/raw";
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
