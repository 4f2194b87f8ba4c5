package dev.prunella.app.view;

import dev.prunella.incident.IncidentEvent;
import dev.prunella.incident.Symptom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
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
    var waits = new HashSet<String>();
    return events.stream()
        // The same wait, again and again, is one.
        .filter(e -> !(e instanceof IncidentEvent.Waiting wait) || waits.add(wait.why()))
        .flatMap(event -> lines(event).stream())
        .toList();
  }

  private static List<Line> lines(IncidentEvent event) {
    return switch (event) {
      case IncidentEvent.Opened one ->
          one.symptoms().stream().map(s -> line(one.at(), "seen", seen(s))).toList();
      case IncidentEvent.Joined one -> List.of(line(one.at(), "seen", joined(one)));
      case IncidentEvent.Follows(var at, var leader, var why) ->
          List.of(line(at, "seen", "of one cause with " + leader + ": " + why));
      case IncidentEvent.Believed one -> List.of(believed(one));
      case IncidentEvent.Tried one -> List.of(tried(one));
      case IncidentEvent.Decided one ->
          List.of(line(one.at(), "decided", small(one.autonomy()) + ", by " + one.rule()));
      case IncidentEvent.AmendmentProposed one -> List.of(amendment(one));
      case IncidentEvent.AtSource one ->
          List.of(
              line(
                  one.at(), "at source", AmendmentJson.stage(one.stage()) + ": " + one.sentence()));
      case IncidentEvent.Published one ->
          List.of(line(one.at(), "published", one.run() + " as " + one.commit().brief()));
      case IncidentEvent.Undone one -> List.of(undone(one));
      case IncidentEvent.Waiting(var at, var until, var why) ->
          List.of(new Line(at, "waiting", why, null, null, until, List.of()));
      case IncidentEvent.Noted one -> List.of(line(one.at(), "known", noted(one)));
      case IncidentEvent.Asked one -> List.of(asked(one));
      case IncidentEvent.Answered one ->
          List.of(
              line(
                  one.at(),
                  "answered",
                  one.by() + ": " + one.option() + (one.why().isBlank() ? "" : ", " + one.why())));
      case IncidentEvent.Suggested one -> List.of(line(one.at(), "suggested", suggested(one)));
      case IncidentEvent.Watched one ->
          List.of(line(one.at(), "watched", IncidentJson.word(one.seen()) + ": " + one.sentence()));
      case IncidentEvent.Closed(var at, var end, var sentence) ->
          List.of(line(at, "ended", small(end) + ": " + sentence));
    };
  }

  private static String seen(Symptom symptom) {
    return symptom.table() + ": " + IncidentJson.firstLine(symptom.message());
  }

  private static String joined(IncidentEvent.Joined joined) {
    return joined
        .outside()
        .map(
            key ->
                "more of "
                    + key.job()
                    + joined.symptoms().stream().findFirst().map(s -> ": " + seen(s)).orElse(""))
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
        small(tried.verdict()),
        tried.trial().map(Object::toString).orElse(null),
        null,
        tried.proofs().stream().map(p -> new Detail("", p)).toList());
  }

  private static Line amendment(IncidentEvent.AmendmentProposed proposed) {
    return line(proposed.at(), "proposed", "at the source, in " + proposed.amendment().place())
        .with(proposed.evidence().stream().map(e -> new Detail(CELL, e)).toList());
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

  private static String noted(IncidentEvent.Noted noted) {
    return noted.note().path() + " " + IncidentJson.word(noted.fate()) + ": " + noted.words();
  }

  private static Line asked(IncidentEvent.Asked asked) {
    return line(
            asked.at(),
            "asked",
            asked.to().orElse("whoever looks after it") + ": " + asked.question())
        .with(List.of(new Detail("", "[" + String.join("]  [", asked.options()) + "]")));
  }

  private static String suggested(IncidentEvent.Suggested suggested) {
    return "agent "
        + suggested.agent()
        + ": a change of "
        + String.join(", ", suggested.paths())
        + (suggested.why().isBlank()
            ? ""
            : "; it says: " + IncidentJson.firstLine(suggested.why()));
  }

  private static String small(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static Line line(Instant at, String heading, String text) {
    return new Line(at, heading, text, null, null, null, List.of());
  }
}
