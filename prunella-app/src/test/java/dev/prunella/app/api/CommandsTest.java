package dev.prunella.app.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.app.access.Doorkeeper;
import dev.prunella.app.access.Principal;
import dev.prunella.app.access.Role;
import dev.prunella.app.access.Tokens;
import dev.prunella.app.serve.Meters;
import dev.prunella.app.serve.RouteTable;
import dev.prunella.app.serve.ServeConfig;
import dev.prunella.app.serve.Server;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Commands of several people at once, over HTTP. */
@Timeout(60)
class CommandsTest {
  @TempDir Path folder = Path.of("");

  private final Semaphore begun = new Semaphore(0);
  private final CountDownLatch go = new CountDownLatch(1);
  private final HttpClient client = HttpClient.newHttpClient();
  private final Commands commands = new Commands(this::admit, Duration.ofSeconds(1));
  private final List<AutoCloseable> open = new ArrayList<>();

  /** Ends at once, or when it is told to, or only when the test lets it. */
  private Commands.Work admit(Principal who, Commands.Call call) {
    var word = call.words().getFirst();
    var ended = new CountDownLatch(1);
    return new Commands.Work() {
      @Override
      public int run(PrintWriter out, PrintWriter err, Consumer<Commands.Progress> progress) {
        begun.release();
        try {
          if (word.equals("slow")) {
            ended.await();
          } else if (word.equals("deaf")) {
            go.await();
          }
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
        out.print(word);
        return 0;
      }

      @Override
      public void interrupt() {
        ended.countDown();
      }
    };
  }

  private Server serve(int streams) {
    var bounds =
        new ServeConfig.Bounds(
            64,
            streams,
            10_000,
            10,
            1 << 16,
            1 << 20,
            Duration.ofMinutes(1),
            Duration.ofSeconds(1));
    var config =
        new ServeConfig("127.0.0.1", 0, Optional.empty(), false, (_, _, _) -> "", _ -> {}, bounds);
    var server =
        Server.start(
            config,
            new RouteTable(commands.routes()),
            new Doorkeeper(Tokens.in(folder, Clock.systemUTC()), Clock.systemUTC()),
            Clock.systemUTC(),
            new Meters());
    open.add(server);
    return server;
  }

  @AfterEach
  void close() throws Exception {
    go.countDown();
    commands.close();
    for (var server : open) {
      server.close();
    }
  }

  private String token(String name) {
    return Tokens.in(folder, Clock.systemUTC())
        .create(name, Role.VIEWER, Duration.ofDays(1), "tester");
  }

  /** Comes back once the command is taken, or is not. */
  private HttpResponse<InputStream> send(Server server, String token, String key, String word)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create(server.uri() + "/api/v1/commands"))
            .header("Authorization", "Bearer " + token)
            .header("Idempotency-Key", key)
            .POST(HttpRequest.BodyPublishers.ofString("{\"words\":[\"" + word + "\"]}"))
            .build(),
        BodyHandlers.ofInputStream());
  }

  private static String text(HttpResponse<InputStream> answer) throws IOException {
    try (var in = answer.body()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private int wantEnd(Server server, String token, String key)
      throws IOException, InterruptedException {
    return client
        .send(
            HttpRequest.newBuilder(URI.create(server.uri() + "/api/v1/commands/" + key))
                .header("Authorization", "Bearer " + token)
                .DELETE()
                .build(),
            BodyHandlers.discarding())
        .statusCode();
  }

  @Test
  void whatIsSentAwayWasNotBegun() throws Exception {
    var server = serve(0);
    var ana = token("ana");
    var answer = send(server, ana, "k", "quick");
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(text(answer)).contains("\"busy\"");
    assertThat(wantEnd(server, ana, "k")).as("nothing is known of it").isEqualTo(410);
    assertThat(begun.availablePermits()).isZero();
  }

  @Test
  void onePersonCannotTakeAllPlaces() throws Exception {
    var server = serve(64);
    var ana = token("ana");
    var slow = new ArrayList<HttpResponse<InputStream>>();
    for (int i = 0; i < 8; i++) {
      slow.add(send(server, ana, "slow-" + i, "slow"));
    }
    assertThat(send(server, ana, "more", "quick").statusCode()).isEqualTo(503);
    assertThat(text(send(server, token("lea"), "k", "quick"))).contains("quick", "\"exit\":0");
    for (int i = 0; i < 8; i++) {
      assertThat(wantEnd(server, ana, "slow-" + i)).isEqualTo(200);
    }
    for (var one : slow) {
      assertThat(text(one)).contains("event: exit");
    }
    assertThat(text(send(server, ana, "more", "quick"))).contains("\"exit\":0");
  }

  @Test
  void allThatIsAtWorkIsWaitedForNoLongerThanOne() throws Exception {
    var server = serve(64);
    for (var name : List.of("ana", "lea", "otto", "vera")) {
      send(server, token(name), "k", "deaf").body().close();
    }
    begun.acquire(4);
    long before = System.nanoTime();
    commands.close();
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofMillis(2500));
  }
}
