package dev.prunella.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.prunella.app.SettableClock;
import dev.prunella.app.schedule.News;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that has a bad night, and a schedule that nobody watches. */
class HealServerStoriesTest {
  private static final Duration ASKED_FOR = Duration.ofMinutes(15);

  @TempDir Path folder = Path.of("");

  private record Request(Instant at, int status) {}

  private final List<Request> requests = Collections.synchronizedList(new ArrayList<>());

  /** In maintenance first, then with too many requests until a time, then well. */
  private void answer(HttpExchange exchange, Instant now, Instant begun, String good)
      throws IOException {
    var since = Duration.between(begun, now);
    int status =
        since.compareTo(Duration.ofMinutes(1)) < 0
            ? 503
            : since.compareTo(Duration.ofMinutes(12)) < 0 ? 429 : 200;
    requests.add(new Request(now, status));
    if (status == 429) {
      exchange.getResponseHeaders().add("Retry-After", Long.toString(ASKED_FOR.toSeconds()));
    }
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    var bytes = (status == 200 ? good : "{\"error\": \"later\"}").getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Test
  void anEditThatIsNoSqlHoldsUpNoNightAndIsLeftAlone() {
    var shop = HealShop.young(folder);
    shop.shell.write(
        "prunella.yaml",
        SmallShop.read(shop.shell.folder.resolve("prunella.yaml"))
            .replace("interval: daily", "interval: daily, schedule: 47 2 * * *"));
    var known = shop.nextDay();
    shop.deliver(known, shop.good(known));
    shop.shell.ok("run", "-i", known.toString());
    var day = shop.nextDay();
    shop.deliver(day, shop.good(day));
    shop.shell.write("models/" + shop.stg + ".sql", shop.model().replaceFirst(", ", " "));
    shop.shell.write("models/" + shop.sums + ".sql", "selec 1");
    assertThat(shop.shell.run("run", "-i", day.toString()).exits(Exit.USAGE).err())
        .contains("models/" + shop.sums + ".sql:1");
    var files = shop.files();
    var clock = new SettableClock(Instant.parse(day.plusDays(1) + "T01:47:00Z"));
    try (var night = Night.healing(shop.shell, clock)) {
      night.until(day.plusDays(1) + "T05:00:00Z");
      assertThat(night.told(News.Trouble.class)).isNotEmpty();
    }
    shop.isAsInTheTwin(day);
    assertThat(shop.files()).isEqualTo(files);
  }

  @Test
  void aServerThatFailsAndThenWantsPatienceGetsItAndTheNightIsHealedByItself() throws Exception {
    var shop = HealShop.young(folder);
    var day = shop.nextDay();
    var begun = Instant.parse(day.plusDays(1) + "T02:47:00Z");
    var clock = new SettableClock(begun.minusSeconds(3600));
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/", exchange -> answer(exchange, clock.instant(), begun, shop.good(day).json()));
    server.start();
    shop.http("http://127.0.0.1:" + server.getAddress().getPort() + "/rows");
    try (var night = Night.healing(shop.shell, clock)) {
      night.until(begun.plus(Duration.ofHours(3)).toString());

      shop.isHealed(day);
      assertThat(night.told(News.Healed.class))
          .last()
          .satisfies(healed -> assertThat(healed.open()).isFalse());
      assertThat(night.told(News.Trouble.class)).isEmpty();
    } finally {
      server.stop(0);
    }
    assertThat(requests).extracting(Request::status).contains(503, 429, 200).hasSizeLessThan(30);
    var last = requests.stream().filter(r -> r.status() == 429).toList().getLast();
    var next = requests.stream().filter(r -> r.status() == 200).toList().getFirst();
    assertThat(Duration.between(last.at(), next.at())).isGreaterThanOrEqualTo(ASKED_FOR);
    assertThat(requests.stream().filter(r -> r.status() == 429).map(Request::at).distinct())
        .as("it is not asked again before the time")
        .hasSize(1);
    assertThat(shop.incident(day).path("asked").isObject()).as("nobody was bothered").isFalse();
  }
}
