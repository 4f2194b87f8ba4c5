package dev.prunella.bench.serve;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Many who look at a server at once, each one thing after the other. They come from several
 * addresses of this machine, with a token for each, as people do: what a server lets one address do
 * in a minute stays as it is.
 *
 * @param think how long each waits between two looks
 * @param streaming one in so many also follows the live events; 0 for none
 */
record Clients(
    URI server, List<String> tokens, int count, Duration think, int streaming, long seed) {
  /** So many share an address. */
  static final int AT_ONE_ADDRESS = 5;

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration AFTER_REFUSAL = Duration.ofSeconds(1);

  /** How many addresses they come from. */
  static int addresses(int clients) {
    return Math.max(1, (clients + AT_ONE_ADDRESS - 1) / AT_ONE_ADDRESS);
  }

  /** Lets them look for a while, and tells what came of it. */
  Tally look(Mix mix, Duration within) throws IOException, InterruptedException {
    var tally = new Tally();
    long end = System.nanoTime() + within.toNanos();
    var clients = new ArrayList<HttpClient>();
    var pool = Executors.newVirtualThreadPerTaskExecutor();
    try {
      for (int i = 0; i < addresses(count); i++) {
        clients.add(client(i, pool));
      }
      for (int i = 0; i < count; i++) {
        int who = i % clients.size();
        var client = clients.get(who);
        var token = tokens.get(who);
        var random = new Random(seed + i);
        pool.execute(() -> browse(client, token, mix, random, end, tally));
        if (streaming > 0 && i % streaming == 0) {
          pool.execute(() -> follow(client, token, end, tally));
        }
      }
      TimeUnit.NANOSECONDS.sleep(end - System.nanoTime());
    } finally {
      // Streams have no end of their own; a look that is still on its way is counted no more.
      clients.forEach(HttpClient::shutdownNow);
      pool.shutdownNow();
      pool.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
    return tally;
  }

  /** From 127.0.0.2 on: on Linux all of 127.0.0.0/8 is this machine. */
  private static HttpClient client(int number, ExecutorService pool) throws IOException {
    var address =
        InetAddress.getByAddress(
            new byte[] {127, 0, (byte) (number / 200), (byte) (2 + number % 200)});
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(PATIENCE)
        .localAddress(address)
        .executor(pool)
        .build();
  }

  private void browse(
      HttpClient client, String token, Mix mix, Random random, long end, Tally tally) {
    try {
      while (System.nanoTime() < end) {
        if (!think.isZero()) {
          TimeUnit.MILLISECONDS.sleep((long) (think.toMillis() * 2 * random.nextDouble()));
        }
        var look = mix.next(random);
        var path = look.paths().get(random.nextInt(look.paths().size()));
        look(client, token, look.route(), path, end, tally);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look(
      HttpClient client, String token, String route, String path, long end, Tally tally)
      throws InterruptedException {
    var request = to(path, token).timeout(PATIENCE).build();
    long begun = System.nanoTime();
    try {
      var answer = client.send(request, BodyHandlers.ofByteArray());
      long now = System.nanoTime();
      if (answer.statusCode() == 200) {
        tally.good(route, now - begun, answer.body().length);
      } else {
        tally.bad(answer.statusCode() + " " + route);
        TimeUnit.NANOSECONDS.sleep(AFTER_REFUSAL.toNanos());
      }
    } catch (HttpTimeoutException e) {
      tally.bad("timeout " + route);
    } catch (IOException e) {
      if (System.nanoTime() < end) {
        tally.bad(kind(e) + " " + route);
      }
    }
  }

  private void follow(HttpClient client, String token, long end, Tally tally) {
    try {
      var answer = client.send(to("/live", token).build(), BodyHandlers.ofInputStream());
      try (var lines =
          new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
        if (answer.statusCode() != 200) {
          tally.bad(answer.statusCode() + " /live");
          return;
        }
        tally.streamed();
        while (lines.readLine() != null) {
          tally.heard();
        }
      }
    } catch (IOException e) {
      if (System.nanoTime() < end) {
        tally.bad(kind(e) + " /live");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private HttpRequest.Builder to(String path, String token) {
    return HttpRequest.newBuilder(server.resolve(path)).header("Authorization", "Bearer " + token);
  }

  private static String kind(IOException e) {
    return e.getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }
}
