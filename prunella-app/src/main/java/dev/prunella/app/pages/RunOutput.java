package dev.prunella.app.pages;

import dev.prunella.app.access.Role;
import dev.prunella.app.run.Workspace;
import dev.prunella.app.serve.Answer;
import dev.prunella.app.serve.Refusal;
import dev.prunella.app.serve.Request;
import dev.prunella.app.serve.Route;
import dev.prunella.app.view.Json;
import dev.prunella.app.view.Unvalued;
import dev.prunella.local.process.Printed.Line;
import dev.prunella.local.process.Printed.Part;
import dev.prunella.pipeline.RunEvent;
import dev.prunella.pipeline.RunId;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/**
 * What the programs of a run print, as they do: an event's id is its place in the run's lines, so
 * that a reader who comes back is told what it has missed.
 */
final class RunOutput {
  /** So many lines at once, and so many of the last to begin with. */
  static final int MOST_LINES = 200;

  private static final Duration LOOKS = Duration.ofMillis(400);

  /** A beat, and a look whether the run is over, once for so many looks. */
  private static final int LOOKS_OF_A_BEAT = 5;

  private final Workspace workspace;

  RunOutput(Workspace workspace) {
    this.workspace = workspace;
  }

  Route route() {
    return Route.api(
        Route.Method.GET,
        "/runs/{id}/output",
        Role.VIEWER,
        "what the programs of a run print, as they do",
        this::stream);
  }

  /** The last lines of a run, as whoever asks may see them. */
  Part tail(RunId run, boolean values) {
    var part = workspace.printed().tail(run, MOST_LINES);
    return values ? part : new Part(withoutValues(part.lines()), part.next());
  }

  private Answer stream(Request request) {
    var run =
        RunId.parse(request.path("id"))
            .filter(id -> workspace.journal().opened(id).isPresent())
            .orElseThrow(() -> Refusal.missing("there is no run '" + request.path("id") + "'"));
    var after =
        request
            .header("Last-Event-ID")
            .or(() -> request.query("after"))
            .filter(id -> id.matches("\\d{1,18}"))
            .map(Long::parseLong);
    boolean values = request.mayShowValues();
    return Answer.Stream.of(events -> write(run, after, values, events));
  }

  private void write(RunId run, Optional<Long> after, boolean values, Answer.Events events)
      throws IOException {
    var printed = workspace.printed();
    // Asked before it is read: what was printed until then is read all the same.
    boolean over = isOver(run);
    var part =
        after
            .map(from -> printed.after(run, from, MOST_LINES))
            .orElseGet(() -> printed.tail(run, MOST_LINES));
    for (int looks = 1; events.open(); looks++) {
      if (!part.lines().isEmpty()) {
        var lines = values ? part.lines() : withoutValues(part.lines());
        events.send(String.valueOf(part.next()), "lines", Json.line(lines));
      } else if (over) {
        events.send(String.valueOf(part.next()), "end", "");
        return;
      } else if (!pause()) {
        return;
      }
      if (looks % LOOKS_OF_A_BEAT == 0) {
        events.beat();
        over = over || isOver(run);
      }
      part = printed.after(run, part.next(), MOST_LINES);
    }
  }

  /** A run that was killed prints no more, though nobody has written down that it is over. */
  private boolean isOver(RunId run) {
    return workspace.journal().newestOf(run).filter(RunEvent.Closed.class::isInstance).isPresent()
        || workspace.presence().worker(run).isEmpty();
  }

  private static boolean pause() {
    try {
      Thread.sleep(LOOKS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** A program may print rows: of each step only how many lines it printed. */
  private static List<Line> withoutValues(List<Line> lines) {
    var newest = new LinkedHashMap<String, Line>();
    var counts = new LinkedHashMap<String, Integer>();
    for (var line : lines) {
      newest.put(line.table(), line);
      counts.merge(line.table(), 1, Integer::sum);
    }
    var told = new ArrayList<Line>();
    newest.forEach(
        (table, line) ->
            told.add(
                new Line(
                    line.at(),
                    table,
                    Numbers.count(counts.getOrDefault(table, 0), "line")
                        + " "
                        + Unvalued.WITHHELD)));
    return told;
  }
}
