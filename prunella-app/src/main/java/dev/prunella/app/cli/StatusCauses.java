package dev.prunella.app.cli;

import dev.prunella.app.run.Status;
import dev.prunella.app.run.Status.Cause;
import dev.prunella.app.view.Few;
import dev.prunella.app.view.StatusJson;
import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.RunId;
import dev.prunella.refs.TableName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Why tables are stale: each cause once, whatever number of tables it holds up, with its own run.
 */
final class StatusCauses {
  private static final int MOST_TOLD = 6;
  private static final int MOST_STEPS = 3;
  private static final int MOST_RUNS = 3;

  /** A line of a fault is cut here, so that it stays one line of a terminal. */
  private static final int MOST_COLUMNS = 90;

  private StatusCauses() {}

  /** What failed in a run: one step, or all that it was to bring. */
  private record Failed(
      List<TableName> steps,
      RunId run,
      Optional<String> interval,
      Optional<Fault> fault,
      String sentence) {
    String names() {
      return Few.of(steps.stream().map(t -> Words.safe(t.toString())).toList(), MOST_STEPS);
    }

    String without() {
      return interval.map(i -> " without " + i).orElse("");
    }
  }

  static void tell(Console console, Status status) {
    record Alike(List<TableName> steps, String sentence) {}
    var alike =
        failed(status).stream()
            .collect(
                Collectors.groupingBy(
                    f -> new Alike(f.steps(), f.sentence()),
                    LinkedHashMap::new,
                    Collectors.toList()));
    alike.values().stream().limit(MOST_TOLD).forEach(runs -> tell(console, runs));
    if (alike.size() > MOST_TOLD) {
      console.line(
          console.paint(
              Ink.DIM, "and " + (alike.size() - MOST_TOLD) + " more; prunella runs lists them"));
    }
  }

  private static List<Failed> failed(Status status) {
    record Place(RunId run, Optional<TableName> step) {}
    var places = new LinkedHashMap<Place, List<Cause>>();
    status.tables().stream()
        .flatMap(table -> table.why().stream())
        .flatMap(why -> why.causes().stream())
        .forEach(
            cause ->
                places
                    .computeIfAbsent(
                        new Place(cause.run(), cause.fault().map(_ -> cause.step())),
                        _ -> new ArrayList<>())
                    .add(cause));
    return places.values().stream().map(StatusCauses::together).toList();
  }

  private static Failed together(List<Cause> causes) {
    var first = causes.getFirst();
    var steps = new LinkedHashSet<TableName>();
    causes.forEach(cause -> steps.add(cause.step()));
    return new Failed(
        List.copyOf(steps), first.run(), first.interval(), first.fault(), first.sentence());
  }

  private static void tell(Console console, List<Failed> runs) {
    var newest = runs.getFirst();
    console.line(
        console.paint(Ink.DIM, "because")
            + "  "
            + console.paint(Ink.STRONG, newest.names())
            + " failed in "
            + console.paint(Ink.NAME, newest.run().toString())
            + newest.interval().map(i -> ", without " + i).orElse("")
            + ": "
            + newest.sentence());
    newest.fault().ifPresent(fault -> console.line("         " + detail(console, fault)));
    if (runs.size() > 1) {
      console.line(
          "         also in "
              + Few.of(
                  runs.stream()
                      .skip(1)
                      .map(f -> console.paint(Ink.NAME, f.run().toString()) + f.without())
                      .toList(),
                  MOST_RUNS));
    }
  }

  private static String detail(Console console, Fault fault) {
    var place = fault.place().map(p -> Words.safe(p.toString()) + "  ").orElse("");
    var room = Math.max(MOST_COLUMNS / 2, MOST_COLUMNS - Words.width(place));
    return console.paint(Ink.NAME, place)
        + Words.cut(Words.safe(StatusJson.firstLine(fault)), room);
  }
}
