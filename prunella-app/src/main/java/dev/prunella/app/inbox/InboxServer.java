package dev.prunella.app.inbox;

import dev.prunella.app.heal.Healing;
import dev.prunella.app.inbox.AnswerLinks.Page;
import dev.prunella.app.people.AnswerTokens;
import dev.prunella.app.people.AnswerTokens.Token;
import dev.prunella.app.serve.CannotListen;
import dev.prunella.app.serve.Plain;
import dev.prunella.incident.IncidentId;
import dev.prunella.pipeline.Cancellation;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Serves the inbox on this machine. To look never answers, for programs that check mails follow
 * their links: only a form that is sent does. Who may answer is who has the link; it is good for
 * one question, once, and for a time. The incident goes on at once, beside the reply.
 */
public final class InboxServer implements AutoCloseable {
  private static final Pattern LOCAL =
      Pattern.compile("(localhost|127(\\.\\d{1,3}){3}|\\[::1])(:\\d+)?", Pattern.CASE_INSENSITIVE);
  private static final String HOST = "127.0.0.1";
  private static final long MOST_BYTES = 16 << 10;
  private static final int MOST_WAITING = 100;
  private static final Duration LISTED = Duration.ofHours(12);
  private static final Duration STOPS = Duration.ofSeconds(10);

  private final Config config;
  private final Healing healing;
  private final AnswerTokens tokens;
  private final AnswerLinks links;
  private final Clock clock;
  private final Cancellation cancellation = new Cancellation();
  private final ThreadPoolExecutor worker;
  private final Javalin javalin;

  /**
   * What is served.
   *
   * @param port 0 for any free one
   * @param link by which people find it from elsewhere, through a server of their own
   * @param by who answers from the list
   * @param say hears what goes wrong beside a reply
   */
  public record Config(
      String project, int port, Optional<URI> link, String by, Consumer<String> say) {}

  private InboxServer(Config config, Healing healing, AnswerTokens tokens, Clock clock) {
    this.config = config;
    this.healing = healing;
    this.tokens = tokens;
    this.links = new AnswerLinks(config.project(), healing, tokens, this::goOn);
    this.clock = clock;
    this.worker =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_WAITING),
            Thread.ofPlatform().daemon().name("prunella-inbox").factory());
    this.javalin = Javalin.create(this::configure);
  }

  /** Starts to serve; throws {@link CannotListen} when the port is taken. */
  public static InboxServer start(
      Config config, Healing healing, AnswerTokens tokens, Clock clock) {
    var server = new InboxServer(config, healing, tokens, clock);
    try {
      Plain.listen(server.javalin, HOST, config.port(), "prunella inbox --serve");
    } catch (CannotListen e) {
      server.worker.shutdownNow();
      throw e;
    }
    return server;
  }

  /** Where this machine finds the list; whoever has the address may answer for twelve hours. */
  public String address() {
    return "http://"
        + HOST
        + ":"
        + javalin.port()
        + "/i/"
        + tokens.inbox(clock.instant().plus(LISTED).truncatedTo(ChronoUnit.SECONDS));
  }

  @Override
  public void close() {
    javalin.stop();
    worker.shutdown();
    try {
      if (!worker.awaitTermination(STOPS.toMillis(), TimeUnit.MILLISECONDS)) {
        cancellation.cancel();
        worker.shutdownNow();
      }
    } catch (InterruptedException e) {
      cancellation.cancel();
      worker.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  private void configure(JavalinConfig javalinConfig) {
    Plain.configure(javalinConfig);
    javalinConfig.http.maxRequestSize = MOST_BYTES;
    javalinConfig
        .routes
        .get("/i/{token}", http -> page(http, this::list))
        .get("/a/{token}", http -> page(http, this::ask))
        .post("/a/{token}", http -> page(http, this::answer))
        .get("/*", http -> page(http, _ -> said(404, "There is nothing here.")));
  }

  private interface Handler {
    Page handle(Context http);
  }

  private Page said(int status, String sentence) {
    return links.said(status, sentence);
  }

  private void page(Context http, Handler handler) {
    Page page;
    try {
      page = admitted(http) ? handler.handle(http) : said(403, "Not from there.");
    } catch (RuntimeException e) {
      // Whatever it is, who asks from outside is told nothing of it.
      config.say().accept("inbox: " + e.getMessage());
      page = said(503, "That is not possible just now; try again in a moment.");
    }
    http.status(page.status())
        .contentType("text/html; charset=utf-8")
        .header("Content-Security-Policy", AnswerLinks.POLICY)
        .header("Referrer-Policy", "no-referrer")
        .header("X-Content-Type-Options", "nosniff")
        .header("X-Robots-Tag", "noindex")
        .header("Cache-Control", "no-store")
        .result(page.html());
  }

  /**
   * By a name of this machine or of the server in front of it: a page from elsewhere may lead its
   * own name here (DNS rebinding), or send a form here.
   */
  private boolean admitted(Context http) {
    var host = Optional.ofNullable(http.header("Host")).orElse("");
    if (!LOCAL.matcher(host).matches() && !isOurs(host)) {
      return false;
    }
    if (http.method().name().equals("POST")) {
      var origin = http.header("Origin");
      boolean fromHere =
          origin == null || origin.equals("null") || isOrigin(origin, host) || isLink(origin);
      return fromHere && !"cross-site".equals(http.header("Sec-Fetch-Site"));
    }
    return true;
  }

  private boolean isOurs(String host) {
    return config
        .link()
        .map(URI::getRawAuthority)
        .filter(ours -> ours.equalsIgnoreCase(host))
        .isPresent();
  }

  private static boolean isOrigin(String origin, String host) {
    return origin.toLowerCase(Locale.ROOT).equals("http://" + host.toLowerCase(Locale.ROOT));
  }

  private boolean isLink(String origin) {
    return config
        .link()
        .map(link -> link.getScheme() + "://" + link.getRawAuthority())
        .filter(ours -> ours.equalsIgnoreCase(origin))
        .isPresent();
  }

  private Page list(Context http) {
    if (!tokens.isInbox(http.pathParam("token"))) {
      return said(
          403, "This address is not good any more; prunella inbox --serve gives a new one.");
    }
    var until = clock.instant().plus(LISTED).truncatedTo(ChronoUnit.SECONDS);
    var listed =
        healing.messenger().open(healing.open()).stream()
            .map(
                q ->
                    new InboxPages.Listed(
                        q,
                        tokens.write(
                            new Token(
                                q.incident(), q.number(), Optional.empty(), config.by(), until))))
            .toList();
    return new Page(200, InboxPages.list(config.project(), listed));
  }

  private Page ask(Context http) {
    return links.ask(http.pathParam("token"));
  }

  private Page answer(Context http) {
    return links.answer(
        http.pathParam("token"),
        Optional.ofNullable(http.formParam("option")),
        Optional.ofNullable(http.formParam("why")).orElse(""));
  }

  /** What is not done now is done when the healer looks next: the answer is kept already. */
  private void goOn(IncidentId incident) {
    try {
      worker.execute(
          () -> {
            try {
              healing.heal(incident, cancellation);
            } catch (RuntimeException e) {
              config.say().accept(incident + ": " + e.getMessage());
            }
          });
    } catch (RejectedExecutionException e) {
      config.say().accept(incident + " is left to the schedule: too much is to be done at once");
    }
  }
}
