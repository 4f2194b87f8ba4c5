package dev.prunella.app.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.prunella.app.api.Commands.Progress;
import dev.prunella.app.view.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/**
 * A command that a server does: sent once, and what it prints printed here as it comes. Where the
 * connection is lost the server is asked for the rest, never to begin again.
 */
final class RemoteCommand {
  private static final String PATH = "/api/v1/commands";
  private static final Duration CONNECTS = Duration.ofSeconds(10);
  private static final Duration ANSWERS = Duration.ofSeconds(60);
  private static final Duration ENDS = Duration.ofSeconds(20);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);

  /** So often in a row it is asked in vain, each time after twice the pause: 16 seconds in all. */
  private static final int MOST_TRIES = 7;

  /** How the JDK says that the other side speaks no TLS. */
  private static final String NO_TLS = "Unsupported or unrecognized SSL message";

  /** A stream that was alive for so long was no vain try, though nothing was printed. */
  private static final Duration LONG = Duration.ofMinutes(3);

  /** Between two words to a server that has not yet taken what is to be ended. */
  private static final Duration SAYS_AGAIN = Duration.ofMillis(500);

  private static final ObjectMapper JSON = new ObjectMapper();

  private final RemoteServer server;
  private final Console console;
  private final Surroundings surroundings;
  private final PrintWriter out;
  private final PrintWriter err;
  private final String key = UUID.randomUUID().toString();
  private final HttpClient client;
  private final CountDownLatch over = new CountDownLatch(1);
  private final CountDownLatch interrupted = new CountDownLatch(1);
  private final Bar bar;
  private Progress shown = Progress.NONE;
  private int heard;

  /** Also what has no id. */
  private int news;

  private boolean perhapsBegun;

  /** What the server has said last instead of doing it, where it was asked again all the same. */
  private @Nullable Failure refused;

  RemoteCommand(RemoteServer server, Console console, Surroundings surroundings) {
    this.server = server;
    this.console = console;
    this.surroundings = surroundings;
    // A terminal does what it is told: only colours may come from elsewhere.
    this.out = surroundings.shown() ? OnlyColours.to(console.out()) : console.out();
    // Nobody keeps data by it, so that it may always be shown somewhere.
    this.err = OnlyColours.to(console.err());
    this.bar = console.bar();
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECTS)
            .build();
  }

  /** JSON: what is sent. */
  record Sent(List<String> words, boolean colour, boolean progress, String zone) {}

  /**
   * Has it done, and prints what it prints.
   *
   * @return its exit code
   * @throws Failure if the server refuses it, cannot be reached, or has not told how it ended
   */
  int run(List<String> words) throws InterruptedException {
    var body =
        Json.line(
            new Sent(
                words, surroundings.wantsColour(), console.watched(), surroundings.zone().getId()));
    try (var _ = console.interrupts().on(this::interrupt)) {
      var pause = FIRST_PAUSE;
      for (int tries = 1; ; tries++) {
        if (interrupted.getCount() == 0 && !perhapsBegun) {
          return Exit.INTERRUPTED.code();
        }
        int before = news;
        long asked = System.nanoTime();
        var exit = ask(body);
        if (exit.isPresent()) {
          return exit.getAsInt();
        }
        if (news > before || System.nanoTime() - asked > LONG.toNanos()) {
          tries = 0;
          pause = FIRST_PAUSE;
        } else if (tries >= MOST_TRIES) {
          throw gaveUp();
        }
        rest(pause);
        pause = pause.multipliedBy(2);
      }
    } finally {
      over.countDown();
      bar.hide();
      client.shutdownNow();
      out.flush();
      err.flush();
    }
  }

  private void rest(Duration pause) throws InterruptedException {
    if (perhapsBegun) {
      Thread.sleep(pause);
    } else {
      // Where nothing was begun there is nothing to wait for once its end is wanted.
      interrupted.await(pause.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** Asks once; its exit code, or nothing where it is to be asked again. */
  private OptionalInt ask(String body) throws InterruptedException {
    var request =
        to(PATH)
            .header("Content-Type", "application/json")
            .header("Accept", "text/event-stream")
            .header("Idempotency-Key", key)
            .timeout(ANSWERS)
            .POST(BodyPublishers.ofString(body));
    if (perhapsBegun) {
      request.header("Last-Event-ID", String.valueOf(heard));
    }
    try {
      var answer = client.send(request.build(), BodyHandlers.ofInputStream());
      try (var in = answer.body()) {
        if (answer.statusCode() == 200 && isEvents(answer)) {
          perhapsBegun = true;
          return heed(in);
        }
        var refusal =
            new RemoteRefusal(server, answer.statusCode(), problem(AnswerBody.read(in, ANSWERS)));
        perhapsBegun |= refusal.mayHaveBegun();
        // Where it may be at work only the server itself knows, and what stands before it may
        // answer instead: that is no reason to say that nothing was done.
        if (refusal.isOfSomethingUnknown() || (!perhapsBegun && !refusal.isForNow())) {
          throw refusal.failure();
        }
        refused = refusal.failure();
      }
    } catch (ConnectException | HttpConnectTimeoutException e) {
      if (!perhapsBegun) {
        throw unreachable("nobody answers at " + server, e);
      }
    } catch (IOException e) {
      if (!perhapsBegun && isBeforeAnythingWasSent(e)) {
        throw unreachable("there is no secure connection to " + server + ": " + e.getMessage(), e);
      }
      perhapsBegun = true;
    }
    return OptionalInt.empty();
  }

  private static boolean isBeforeAnythingWasSent(IOException e) {
    return e instanceof SSLHandshakeException
        || (e instanceof SSLException && String.valueOf(e.getMessage()).contains(NO_TLS));
  }

  private static Failure unreachable(String message, IOException e) {
    return new Failure(
        Exit.FAILED,
        "server-unreachable",
        message,
        "is prunella serve running there, and is that the address that it printed?",
        e);
  }

  /** The command may be at work, or done; nothing here knows. */
  private Failure gaveUp() {
    if (!perhapsBegun && refused != null) {
      return refused;
    }
    return new Failure(
        Exit.UNKNOWN,
        "connection-lost",
        "the connection to "
            + server
            + " was lost, and it is not known how the command ended"
            + (refused == null ? "" : "; what was answered last: " + refused.getMessage()),
        "look before trying again: prunella status, prunella incidents");
  }

  private OptionalInt heed(InputStream in) throws IOException {
    // What was shown before the connection was lost may be over.
    show(Progress.NONE);
    try (var events = new EventLines(in)) {
      for (var event = events.next(); event != null; event = events.next()) {
        news++;
        if (event.name().equals("progress")) {
          show(progress(JSON.readTree(event.data())));
          continue;
        }
        if (event.id() <= heard) {
          throw new IOException("an event that was told before");
        }
        heard = event.id();
        bar.hide();
        switch (event.name()) {
          case "out" -> print(out, event.data());
          case "err" -> print(err, event.data());
          case "exit" -> {
            return OptionalInt.of(exit(JSON.readTree(event.data())));
          }
          default -> throw new IOException("an event of no known name");
        }
        bar.show(shown);
      }
      return OptionalInt.empty();
    }
  }

  private void show(Progress progress) {
    shown = progress;
    bar.show(progress);
  }

  private static Progress progress(JsonNode told) {
    return new Progress(
        told.path("what").asText(),
        told.path("done").asLong(),
        told.path("all").asLong(),
        told.path("more").asText());
  }

  private static void print(PrintWriter to, String data) throws JsonProcessingException {
    to.print(JSON.readTree(data).asText());
    to.flush();
  }

  private int exit(JsonNode end) {
    int exit = end.path("exit").asInt(Exit.FAILED.code());
    if (!end.path("cut").asBoolean(false)) {
      return exit;
    }
    out.flush();
    console.warn(
        "the server keeps only so much of what a command prints: the rest is missing; it ended with"
            + " exit code "
            + exit);
    return exit == Exit.OK.code() ? Exit.FAILED.code() : exit;
  }

  /** Ctrl-C: it is to end there, and how it ended is still told. */
  private void interrupt() {
    interrupted.countDown();
    long until = System.nanoTime() + ENDS.toNanos();
    try {
      int status = RemoteRefusal.GONE;
      // What is still on its way there is not known there yet.
      while (status == RemoteRefusal.GONE && over.getCount() > 0 && System.nanoTime() < until) {
        status = wantsEnd();
        if (status == RemoteRefusal.GONE) {
          over.await(SAYS_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
        }
      }
      if (status == 200) {
        if (!over.await(ENDS.toMillis(), TimeUnit.MILLISECONDS)) {
          console.warn("the server was told to end it, and has not yet");
        }
      } else if (over.getCount() > 0) {
        console.warn(
            "the server did not take the word to end it, which may go on: it answered " + status);
      }
    } catch (IOException e) {
      if (over.getCount() > 0) {
        console.warn("the server was not told to end it, and may go on: " + e.getMessage());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Says once that it is to end; the status of the answer. */
  private int wantsEnd() throws IOException, InterruptedException {
    return client
        .send(to(PATH + "/" + key).timeout(CONNECTS).DELETE().build(), BodyHandlers.discarding())
        .statusCode();
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(server.at(path))
        .header("Authorization", "Bearer " + server.token());
  }

  private static boolean isEvents(HttpResponse<?> answer) {
    return answer
        .headers()
        .firstValue("Content-Type")
        .filter(type -> type.startsWith("text/event-stream"))
        .isPresent();
  }

  private static JsonNode problem(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      return JSON.createObjectNode();
    }
  }
}
