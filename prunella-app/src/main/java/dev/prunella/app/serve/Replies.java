package dev.prunella.app.serve;

import dev.prunella.app.access.Sessions;
import dev.prunella.app.serve.Route.Handler;
import dev.prunella.app.serve.Route.Kind;
import dev.prunella.refs.LakeException;
import dev.prunella.refs.ObjectId;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/** Lets handlers answer, and sends what they answer. */
final class Replies {
  private static final int TAG_DIGITS = 32;

  private final ServeConfig config;
  private final Supplier<String> cookie;
  private final Semaphore streams;
  private final Clock clock;
  private final Refusals refusals;
  private volatile boolean closing;

  Replies(ServeConfig config, Supplier<String> cookie, Semaphore streams, Clock clock) {
    this.config = config;
    this.cookie = cookie;
    this.streams = streams;
    this.clock = clock;
    this.refusals = new Refusals(config.refused());
  }

  void close() {
    closing = true;
  }

  void send(Context http, Route route, Request request, Handler handler) throws IOException {
    try {
      send(http, handler.handle(request));
    } catch (Refusal refusal) {
      refuse(http, route.kind(), request, refusal);
    } catch (LakeException e) {
      refuse(http, route.kind(), request, Refusal.of(e));
    } catch (RuntimeException e) {
      // Whatever it is, who asks is told nothing of it but that it went wrong.
      config.say().accept(route.method() + " " + route.path() + ": " + e);
      refuse(
          http,
          route.kind(),
          request,
          new Refusal(500, "failed", "that went wrong; the server's log says how"));
    }
  }

  private void refuse(Context http, Kind kind, Request request, Refusal refusal)
      throws IOException {
    refusals.send(http.req(), http.res(), kind, refusal, request.somebody().orElse(null));
  }

  private void send(Context http, Answer answer) throws IOException {
    switch (answer) {
      case Answer.Html(var status, var text) ->
          http.status(status).contentType("text/html; charset=utf-8").result(text);
      case Answer.Json(var status, var text) ->
          http.status(status).contentType("application/json").result(text);
      case Answer.Document(var text) -> document(http, text);
      case Answer.Trouble(var status, var code, var detail) ->
          http.status(status)
              .contentType("application/problem+json")
              .result(ProblemJson.of(status, code, detail));
      case Answer.Text(var status, var type, var text) ->
          http.status(status).contentType(type).result(text);
      case Answer.See(var path) -> see(http, path);
      case Answer.LoggedIn(var held, var path) -> {
        cookie(http, held, Sessions.GOOD_FOR.toSeconds());
        see(http, path);
      }
      case Answer.LoggedOut(var path) -> {
        cookie(http, "", 0);
        see(http, path);
      }
      case Answer.Asset(var type, var text, var tag) -> asset(http, type, text, tag);
      case Answer.Stream(var opening) -> stream(http, opening);
      case Answer.Sent() -> {}
    }
  }

  /** Only to a path of ours: what begins with two slashes is another server. */
  private static void see(Context http, String path) {
    boolean ours = path.startsWith("/") && !path.startsWith("//") && !path.startsWith("/\\");
    http.status(303).header("Location", ours ? path : "/");
  }

  /**
   * Lax: who follows a link from a mail is still logged in. What changes anything needs a proof.
   */
  private void cookie(Context http, String value, long seconds) {
    boolean tls = config.link().filter(l -> "https".equals(l.getScheme())).isPresent();
    http.header(
        "Set-Cookie",
        "%s=%s; Path=/; Max-Age=%d; HttpOnly; SameSite=Lax%s"
            .formatted(cookie.get(), value, seconds, tls ? "; Secure" : ""));
  }

  private static void document(Context http, String text) {
    var tag = tag(text);
    http.header("ETag", tag).header("Cache-Control", "private, no-cache");
    if (tag.equals(http.header("If-None-Match"))) {
      http.status(304);
    } else {
      http.status(200).contentType("application/json").result(text);
    }
  }

  private static String tag(String text) {
    var hash = ObjectId.of(text.getBytes(StandardCharsets.UTF_8)).hex();
    return '"' + hash.substring(0, TAG_DIGITS) + '"';
  }

  private static void asset(Context http, String type, String text, String tag) {
    http.header("ETag", tag).header("Cache-Control", "private, max-age=300");
    if (tag.equals(http.header("If-None-Match"))) {
      http.status(304);
    } else {
      http.contentType(type).result(text);
    }
  }

  private void stream(Context http, Supplier<Answer.Writer> opening) throws IOException {
    if (!streams.tryAcquire()) {
      throw new Refusal(503, "busy", "too many look on at once; come again");
    }
    try {
      var writer = opening.get();
      http.contentType("text/event-stream; charset=utf-8");
      http.header("X-Accel-Buffering", "no");
      var events =
          new Open(http.res().getOutputStream(), clock.instant().plus(config.bounds().streamFor()));
      events.beat();
      writer.write(events);
    } catch (IOException left) {
      // The reader has left, which is how most streams end: there is nobody to be told.
    } finally {
      streams.release();
    }
  }

  private final class Open implements Answer.Events {
    private final OutputStream out;
    private final Instant until;

    Open(OutputStream out, Instant until) {
      this.out = out;
      this.until = until;
    }

    @Override
    public boolean open() {
      return !closing && clock.instant().isBefore(until);
    }

    @Override
    public void send(String id, String event, String data) throws IOException {
      write("id: " + id + "\n" + text(event, data));
    }

    @Override
    public void send(String event, String data) throws IOException {
      write(text(event, data));
    }

    private static String text(String event, String data) {
      return "event: " + event + "\ndata: " + data.replace("\n", " ") + "\n\n";
    }

    @Override
    public void beat() throws IOException {
      write(": \n\n");
    }

    private void write(String text) throws IOException {
      out.write(text.getBytes(StandardCharsets.UTF_8));
      out.flush();
    }
  }
}
