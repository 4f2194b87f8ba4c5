package dev.prunella.app.cli;

import dev.prunella.app.run.Status;
import dev.prunella.app.run.Status.Outdated;
import dev.prunella.app.run.Status.TableStatus;
import dev.prunella.app.run.Status.Waiting;
import dev.prunella.app.view.Few;
import dev.prunella.pipeline.Coverage.Reason;
import dev.prunella.refs.TableName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What of a status is no failure: what is outdated, and what waits for its files. */
final class StatusReasons {
  private static final int MOST_INTERVALS = 3;
  private static final int MOST_WAITING = 5;

  private StatusReasons() {}

  static void tell(Console console, Status status) {
    byHand(console, status);
    record Cause(Reason reason, List<String> intervals) {}
    var causes = new LinkedHashMap<Cause, List<TableName>>();
    for (var outdated : own(status)) {
      causes
          .computeIfAbsent(
              new Cause(outdated.reason(), outdated.intervals()), _ -> new ArrayList<>())
          .add(outdated.step());
    }
    causes.forEach(
        (cause, tables) ->
            console.line(
                console.paint(Ink.DIM, "because")
                    + "  "
                    + CoverageWords.sentence(cause.reason(), tables.stream().sorted().toList())
                    + intervals(cause.intervals())));
    for (var waiting : status.waiting().stream().limit(MOST_WAITING).toList()) {
      console.line(
          console.paint(Ink.DIM, "waits")
              + "    "
              + Words.safe(waiting.source().toString())
              + waiting.interval().map(i -> " for " + i).orElse("")
              + ": "
              + (waiting.hasCome() ? "its file has come since " : "its file had not come in ")
              + console.paint(Ink.NAME, waiting.run().toString()));
    }
    if (status.waiting().size() > MOST_WAITING) {
      console.line("         and " + (status.waiting().size() - MOST_WAITING) + " more");
    }
  }

  private static void byHand(Console console, Status status) {
    var changed =
        status.tables().stream()
            .filter(table -> table.byHand().isPresent())
            .collect(
                Collectors.groupingBy(
                    table -> table.byHand().orElseThrow(),
                    TreeMap::new,
                    Collectors.mapping(TableStatus::table, Collectors.toList())));
    changed.forEach(
        (incident, tables) ->
            console.line(
                console.paint(Ink.DIM, "because")
                    + "  "
                    + CoverageWords.names(tables.stream().sorted().toList())
                    + (tables.size() == 1 ? " was" : " were")
                    + " changed by hand; "
                    + console.paint(Ink.NAME, incident.toString())
                    + " asks whether that is to stay"));
  }

  /** Each cause where it arises. */
  private static List<Outdated> own(Status status) {
    return status.tables().stream()
        .flatMap((TableStatus t) -> t.outdated().filter(o -> o.step().equals(t.table())).stream())
        .toList();
  }

  private static String intervals(List<String> intervals) {
    return intervals.isEmpty() ? "" : ": " + Few.of(intervals, MOST_INTERVALS);
  }

  /** The command that puts the gravest right. */
  static Optional<String> next(Status status) {
    var come = status.waiting().stream().filter(Waiting::hasCome).map(Waiting::run).findFirst();
    if (come.isPresent()) {
      return come.map(run -> "prunella resume " + run);
    }
    return own(status).stream()
        .min((a, b) -> a.reason().compareTo(b.reason()))
        .map(gravest -> command(status, gravest));
  }

  private static String command(Status status, Outdated outdated) {
    var name = status.pipelines().size() > 1 ? " " + outdated.pipeline() : "";
    return outdated.intervals().isEmpty()
        ? "prunella run" + name
        : "prunella backfill"
            + name
            + " --from "
            + outdated.intervals().getLast()
            + (outdated.reason() == Reason.OTHER_CODE ? " --again" : "");
  }
}
