package dev.prunella.app.api;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.JsonNode;
import dev.prunella.app.access.Principal;
import dev.prunella.app.access.Role;
import dev.prunella.app.serve.Answer;
import dev.prunella.app.serve.Refusal;
import dev.prunella.app.serve.Request;
import dev.prunella.app.serve.Route;
import dev.prunella.app.serve.Route.Method;
import dev.prunella.app.view.Json;
import java.io.PrintWriter;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/**
 * Runs commands of the program for somebody elsewhere, and tells what they print as they do.
 *
 * <p>A command is begun once for a key. Whoever loses the connection asks again with the key and
 * the id of the last event, and is told the rest; the command has gone on meanwhile. Thread-safe.
 */
public final class Commands implements AutoCloseable {
  private static final String PATH = Api.ROOT + "/commands";
  private static final int MOST_WORDS = 200;
  private static final int LONGEST_KEY = 200;
  private static final int MOST_KEPT = 1000;
  private static final int AT_ONCE = 4;
  private static final int MOST_WAITING = 32;

  /** Of one person, at work and waiting. */
  private static final int MOST_OF_ONE = 8;

  /** Of one person at work: there is always a place for another, who may have to stop something. */
  private static final int AT_ONCE_OF_ONE = AT_ONCE - 1;

  /** Of what has ended so many characters are kept, to be told again. */
  private static final long MOST_KEPT_CHARS = 32L << 20;

  private static final Duration LONGEST = Duration.ofHours(1);
  private static final Duration STOPS = Duration.ofSeconds(20);

  private final Program program;
  private final Semaphore places = new Semaphore(AT_ONCE);
  private final Map<String, CommandRun> runs = new LinkedHashMap<>();
  private final Duration stops;
  private boolean closed;

  /** The program, as a server uses it. */
  public interface Program {
    /**
     * Looks whether somebody may have a command run.
     *
     * @throws Refusal if they may not, or nobody may
     */
    Work admit(Principal who, Call call);
  }

  /** A command that was admitted. */
  public interface Work {
    /**
     * Runs it to its end; its exit code.
     *
     * @param progress hears how far it has come, now and then
     */
    int run(PrintWriter out, PrintWriter err, Consumer<Progress> progress);

    /** Wants its end, as Ctrl-C does. */
    void interrupt();
  }

  /**
   * How far a command has come; what is past is told to nobody.
   *
   * @param what is at work, in words; empty while there is nothing to be shown
   * @param done of all
   * @param all at least 1
   * @param more in words, such as how many rows
   */
  public record Progress(String what, long done, long all, String more) {
    /** There is nothing to be shown. */
    public static final Progress NONE = new Progress("", 0, 1, "");

    /** As many parts as a share is shown in, where nothing is counted. */
    public static final long PARTS = 1000;

    public Progress {
      all = Math.max(1, all);
      done = Math.clamp(done, 0, all);
    }

    /** One of which a share is known, from 0 to 1. */
    public static Progress share(String what, double share, String more) {
      return new Progress(what, (long) (share * PARTS), PARTS, more);
    }

    /** Whether there is something to be shown. */
    @JsonIgnore
    public boolean isShown() {
      return !what.isEmpty();
    }
  }

  /**
   * A command as it is sent.
   *
   * @param words of the command line, without the program's name
   * @param colour whether who reads it wants colours
   * @param progress whether they want to be told how far it has come
   * @param zone in which times are told
   */
  public record Call(List<String> words, boolean colour, boolean progress, ZoneId zone) {
    public Call {
      words = List.copyOf(words);
    }
  }

  public Commands(Program program) {
    this(program, STOPS);
  }

  /**
   * The same, of another patience.
   *
   * @param stops for how long all that is at work is waited for at the end
   */
  Commands(Program program, Duration stops) {
    this.program = program;
    this.stops = stops;
  }

  List<Route> routes() {
    return List.of(
        Route.judging(
            Method.POST,
            PATH,
            Role.VIEWER,
            "runs a command in the server's project: {words, colour, progress, zone}; events"
                + " out and err with what it prints, progress where that is wanted, then exit; once for an Idempotency-Key, and with Last-Event-ID"
                + " only the rest",
            this::run),
        Route.judging(
            Method.DELETE,
            PATH + "/{key}",
            Role.VIEWER,
            "wants the end of one's own command, as Ctrl-C does",
            this::interrupt));
  }

  private Answer run(Request request) {
    var key = request.header("Idempotency-Key").filter(k -> !k.isBlank()).orElse("");
    if (key.isEmpty() || key.length() > LONGEST_KEY) {
      throw new Refusal(
          400, "bad-key", "an Idempotency-Key is needed, of 1 to " + LONGEST_KEY + " characters");
    }
    var after = request.header("Last-Event-ID").filter(id -> id.matches("\\d{1,9}"));
    var text = request.body();
    int told = after.map(Integer::parseInt).orElse(0);
    return new Answer.Stream(
        () -> {
          var run = after.isPresent() ? begun(request.who(), key) : begin(request.who(), key, text);
          if (!run.sent().equals(text)) {
            throw new Refusal(
                422,
                "key-reused",
                "that Idempotency-Key was used for something else; take a new one");
          }
          // Before anything is told: one that is never heard would keep a place for ever.
          run.start(places, LONGEST, this::tidy);
          return events -> run.tell(told, events);
        });
  }

  private synchronized CommandRun begun(Principal who, String key) {
    return Optional.ofNullable(runs.get(owned(who, key)))
        .orElseThrow(
            () ->
                new Refusal(
                    410,
                    "not-known",
                    "this server knows of no such command; it was not begun, or the server was"
                        + " started anew since"));
  }

  private CommandRun begin(Principal who, String key, String text) {
    synchronized (this) {
      var before = runs.get(owned(who, key));
      if (before != null) {
        return before;
      }
    }
    // Outside: that takes milliseconds, and others are not to wait for it.
    var work = program.admit(who, call(Deeds.parse(text)));
    synchronized (this) {
      var before = runs.get(owned(who, key));
      if (before != null) {
        return before;
      }
      requireRoom(who.name());
      var run = new CommandRun(who.name(), text, work, turns(who.name()));
      runs.put(owned(who, key), run);
      tidy();
      return run;
    }
  }

  private void requireRoom(String who) {
    var unfinished = runs.values().stream().filter(r -> !r.isOver()).toList();
    if (closed || unfinished.size() >= MOST_WAITING) {
      throw new Refusal(503, "busy", "too many commands at once; come again");
    }
    if (unfinished.stream().filter(r -> r.by().equals(who)).count() >= MOST_OF_ONE) {
      throw new Refusal(
          503, "busy", "that is too much of " + who + " at once: some must end before; come again");
    }
  }

  /** Shared by all that somebody has begun and that has not ended. */
  private Semaphore turns(String who) {
    return runs.values().stream()
        .filter(r -> !r.isOver() && r.by().equals(who))
        .findFirst()
        .map(CommandRun::turns)
        .orElseGet(() -> new Semaphore(AT_ONCE_OF_ONE));
  }

  /** Forgets the oldest that are over; of others first what they printed. */
  private synchronized void tidy() {
    var over = runs.entrySet().stream().filter(e -> e.getValue().isOver()).toList();
    over.stream()
        .limit(Math.max(0, runs.size() - MOST_KEPT))
        .map(Map.Entry::getKey)
        .toList()
        .forEach(runs::remove);
    long kept = runs.values().stream().mapToLong(CommandRun::chars).sum();
    for (var old : over) {
      if (kept <= MOST_KEPT_CHARS) {
        return;
      }
      kept -= old.getValue().chars();
      old.getValue().forget();
    }
  }

  private static String owned(Principal who, String key) {
    return who.name() + "\n" + key;
  }

  private static Call call(JsonNode body) {
    var given = body.path("words");
    if (!given.isArray() || given.size() > MOST_WORDS) {
      throw new Refusal(400, "bad-body", "words is a list of up to " + MOST_WORDS + " texts");
    }
    var words = new ArrayList<String>();
    for (var word : given) {
      if (!word.isTextual() || word.asText().indexOf('\0') >= 0) {
        throw new Refusal(400, "bad-body", "words is a list of texts");
      }
      words.add(word.asText());
    }
    try {
      return new Call(
          words,
          body.path("colour").asBoolean(false),
          body.path("progress").asBoolean(false),
          ZoneId.of(body.path("zone").asText("UTC")));
    } catch (DateTimeException e) {
      throw new Refusal(400, "bad-zone", "zone is the name of a time zone, such as Europe/Berlin");
    }
  }

  /** JSON: whether the end of something was wanted that is at work. */
  record Interrupted(boolean interrupted) {}

  private Answer interrupt(Request request) {
    var run = begun(request.who(), request.path("key"));
    boolean atWork = !run.isOver();
    run.interrupt();
    return new Answer.Json(200, Json.line(new Interrupted(atWork)));
  }

  /**
   * Ends what is at work as Ctrl-C does and waits for it, for all of it not longer than for one.
   */
  @Override
  public void close() {
    List<CommandRun> all;
    synchronized (this) {
      closed = true;
      all = List.copyOf(runs.values());
    }
    long until = System.nanoTime() + stops.toNanos();
    all.forEach(CommandRun::interrupt);
    all.forEach(run -> run.await(Duration.ofNanos(until - System.nanoTime())));
  }
}
