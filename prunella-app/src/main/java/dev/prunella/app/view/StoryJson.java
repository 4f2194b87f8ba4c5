package dev.prunella.app.view;

import dev.prunella.incident.IncidentEvent;
import dev.prunella.incident.IncidentEvent.Verified;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An incident's events as a story that people read: seen, believed, tried, decided, published. The
 * commands and the pages tell the same one.
 */
public final class StoryJson {
  /** Labels a detail that holds values of rows: for who may see them. */
  public static final String CELL = "cell";

  private StoryJson() {}

  /**
   * JSON: one thing that happened.
   *
   * @param heading what sort of thing, in a word
   * @param verdict of a trial: verified, failed, inconclusive
   * @param run that is to be looked at for it
   * @param until before when nothing can be done
   */
  public record Line(
      Instant at,
      String heading,
      String text,
      @Nullable String verdict,
      @Nullable String run,
      @Nullable Instant until,
      List<Detail> details) {
    /** The same for who may see no values of rows. */
    public Line withoutValues() {
      return new Line(
          at,
          heading,
          heading.equals("seen") && text.contains(": ")
              ? text.substring(0, text.indexOf(": ") + 2) + Unvalued.WITHHELD
              : Unvalued.words(text),
          verdict,
          run,
          until,
          details.stream()
              .filter(d -> !d.label().equals(CELL))
              .map(d -> d.withoutValues(heading))
              .distinct()
              .toList());
    }

    Line with(List<Detail> below) {
      return new Line(at, heading, text, verdict, run, until, below);
    }
  }

  /** JSON: what stands below a line. */
  public record Detail(String label, String text) {
    /** Names of tables and offered answers stay; what was found and proved does not. */
    Detail withoutValues(String heading) {
      boolean names = heading.equals("undone") || heading.equals("asked");
      return new Detail(label, names ? text : Unvalued.WITHHELD);
    }
  }

  public static List<Line> of(List<IncidentEvent> events) {
    var lines = new ArrayList<Line>();
    var waits = new HashSet<String>();
    events.forEach(event -> add(lines, event, waits));
    return lines;
  }

  private static void add(List<Line> lines, IncidentEvent event, Set<String> waits) {
    switch (event) {
      case IncidentEvent.Opened opened ->
          opened
              .symptoms()
              .forEach(
                  s ->
                      lines.add(
                          line(
                              opened.at(),
                              "seen",
                              s.table() + ": " + IncidentJson.firstLine(s.message()))));
      case IncidentEvent.Joined joined -> lines.add(line(joined.at(), "seen", joined(joined)));
      case IncidentEvent.Follows follows ->
          lines.add(
              line(
                  follows.at(),
                  "seen",
                  "of one cause with " + follows.leader() + ": " + follows.why()));
      case IncidentEvent.Believed believed -> lines.add(believed(believed));
      case IncidentEvent.Tried tried -> lines.add(tried(tried));
      case IncidentEvent.Decided decided ->
          lines.add(
              line(
                  decided.at(),
                  "decided",
                  decided.autonomy().name().toLowerCase(Locale.ROOT) + ", by " + decided.rule()));
      case IncidentEvent.AmendmentProposed p ->
          lines.add(
              line(p.at(), "proposed", "at the source, in " + p.amendment().place())
                  .with(p.evidence().stream().map(e -> new Detail(CELL, e)).toList()));
      case IncidentEvent.AtSource at ->
          lines.add(
              line(at.at(), "at source", AmendmentJson.stage(at.stage()) + ": " + at.sentence()));
      case IncidentEvent.Published p ->
          lines.add(line(p.at(), "published", p.run() + " as " + p.commit().brief()));
      case IncidentEvent.Undone undone -> lines.add(undone(undone));
      case IncidentEvent.Waiting waiting -> {
        // The same wait, again and again, is one.
        if (waits.add(waiting.why())) {
          lines.add(
              new Line(
                  waiting.at(), "waiting", waiting.why(), null, null, waiting.until(), List.of()));
        }
      }
      case IncidentEvent.Noted noted ->
          lines.add(
              line(
                  noted.at(),
                  "known",
                  noted.note().path()
                      + " "
                      + IncidentJson.word(noted.fate())
                      + ": "
                      + noted.words()));
      case IncidentEvent.Asked asked ->
          lines.add(
              line(
                      asked.at(),
                      "asked",
                      asked.to().orElse("whoever looks after it") + ": " + asked.question())
                  .with(List.of(new Detail("", "[" + String.join("]  [", asked.options()) + "]"))));
      case IncidentEvent.Answered answered ->
          lines.add(
              line(
                  answered.at(),
                  "answered",
                  answered.by()
                      + ": "
                      + answered.option()
                      + (answered.why().isBlank() ? "" : ", " + answered.why())));
      case IncidentEvent.Suggested suggested ->
          lines.add(
              line(
                  suggested.at(),
                  "suggested",
                  "agent "
                      + suggested.agent()
                      + ": a change of "
                      + String.join(", ", suggested.paths())
                      + (suggested.why().isBlank()
                          ? ""
                          : "; it says: " + IncidentJson.firstLine(suggested.why()))));
      case IncidentEvent.Watched watched ->
          lines.add(
              line(
                  watched.at(),
                  "watched",
                  IncidentJson.word(watched.seen()) + ": " + watched.sentence()));
      case IncidentEvent.Closed closed ->
          lines.add(
              line(
                  closed.at(),
                  "ended",
                  closed.end().name().toLowerCase(Locale.ROOT) + ": " + closed.sentence()));
    }
  }

  private static String joined(IncidentEvent.Joined joined) {
    return joined
        .outside()
        .map(
            key ->
                "more of "
                    + key.job()
                    + joined.symptoms().stream()
                        .findFirst()
                        .map(s -> ": " + s.table() + ": " + IncidentJson.firstLine(s.message()))
                        .orElse(""))
        .orElseGet(() -> joined.run() + " did not come through either");
  }

  private static Line believed(IncidentEvent.Believed believed) {
    var belief = believed.belief();
    var details = new ArrayList<Detail>();
    belief.supporting().forEach(s -> details.add(new Detail("for", s)));
    belief.against().forEach(s -> details.add(new Detail("against", s)));
    return line(
            believed.at(),
            "believed",
            String.format(
                Locale.ROOT,
                "%s / %s: %s   %.2f",
                belief.failureClass().word(),
                belief.blamed(),
                belief.cause(),
                belief.confidence()))
        .with(details);
  }

  private static Line tried(IncidentEvent.Tried tried) {
    return new Line(
        tried.at(),
        "tried",
        tried.remedy(),
        word(tried.verdict()),
        tried.trial().map(Object::toString).orElse(null),
        null,
        tried.proofs().stream().map(p -> new Detail("", p)).toList());
  }

  private static String word(Verified verdict) {
    return verdict.name().toLowerCase(Locale.ROOT);
  }

  private static Line undone(IncidentEvent.Undone undone) {
    var tables = String.join(", ", undone.tables().stream().map(Object::toString).toList());
    return line(
            undone.at(),
            "undone",
            "%s: %s, by %s"
                .formatted(
                    undone.by(),
                    undone.why().isBlank() ? "no reason given" : undone.why(),
                    undone.commit().brief()))
        .with(List.of(new Detail("tables", tables)));
  }

  private static Line line(Instant at, String heading, String text) {
    return new Line(at, heading, text, null, null, null, List.of());
  }
}
