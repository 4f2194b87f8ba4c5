package dev.prunella.app.cli;

import dev.prunella.app.heal.CodeProposal;
import dev.prunella.heal.Healer;
import dev.prunella.heal.Outside;
import dev.prunella.incident.Belief;
import dev.prunella.incident.IncidentEvent;
import dev.prunella.incident.IncidentState;
import dev.prunella.refs.TableName;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Incidents for people, always in the same order: must I get up, what do readers see, what was
 * changed, what was seen, believed, tried, decided, what happens next, how to undo and replay.
 */
final class IncidentViews {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
  private static final int LABEL = 11;
  private static final int MOST_LINES = 4;

  private IncidentViews() {}

  /** JSON: an incident. */
  record View(
      String incident,
      String state,
      String pipeline,
      @Nullable String interval,
      String run,
      Instant opened,
      List<Seen> seen,
      List<Believed> believed,
      List<Tried> tried,
      @Nullable String proposed,
      List<Published> published,
      @Nullable Asked asked,
      @Nullable Instant waitsUntil,
      @Nullable String end,
      @Nullable Undone undone,
      List<Noted> noted,
      List<SourceStory.View> amendments,
      List<Watched> watched,
      @Nullable String follows,
      @Nullable String patch,
      @Nullable String pullRequest) {}

  /** JSON: what was seen of what was published. */
  record Watched(Instant at, String seen, @Nullable String run, String sentence) {}

  record Noted(Instant at, String note, String fate, String words) {}

  record Seen(String table, String kind, String message) {}

  record Believed(
      String failureClass,
      String cause,
      double confidence,
      String blamed,
      List<String> supporting,
      List<String> against) {}

  record Tried(
      Instant at,
      String family,
      String remedy,
      @Nullable String trial,
      String verdict,
      List<String> proofs) {}

  record Published(Instant at, String remedy, String run, String commit) {}

  record Undone(Instant at, String by, String why, String commit, List<String> tables) {}

  record Asked(@Nullable String to, String about, String question, List<String> options) {}

  static View view(IncidentState i, List<IncidentEvent> events) {
    return view(i, events, Optional.empty());
  }

  /**
   * @param proposal what lies ready for the author of a model
   */
  static View view(
      IncidentState i, List<IncidentEvent> events, Optional<CodeProposal.Paths> proposal) {
    return new View(
        i.id().toString(),
        state(i),
        i.opened().pipeline(),
        label(i).orElse(null),
        i.run().toString(),
        i.opened().at(),
        i.symptoms().stream()
            .map(s -> new Seen(s.table().toString(), s.kind().name(), s.message()))
            .toList(),
        i.beliefs().stream().map(IncidentViews::believed).toList(),
        i.tried().stream()
            .map(
                t ->
                    new Tried(
                        t.at(),
                        t.family().word(),
                        t.remedy(),
                        t.trial().map(Object::toString).orElse(null),
                        t.verdict().name().toLowerCase(Locale.ROOT),
                        t.proofs()))
            .toList(),
        i.proposed().map(IncidentEvent.Decided::remedy).orElse(null),
        i.published().stream()
            .map(p -> new Published(p.at(), p.remedy(), p.run().toString(), p.commit().hex()))
            .toList(),
        i.asked()
            .map(
                a ->
                    new Asked(a.to().orElse(null), a.about().toString(), a.question(), a.options()))
            .orElse(null),
        i.waiting().map(IncidentEvent.Waiting::until).orElse(null),
        i.closed().map(IncidentEvent.Closed::sentence).orElse(null),
        i.undone()
            .map(
                u ->
                    new Undone(
                        u.at(),
                        u.by(),
                        u.why(),
                        u.commit().hex(),
                        u.tables().stream().map(TableName::toString).toList()))
            .orElse(null),
        i.noted().stream()
            .map(n -> new Noted(n.at(), n.note().path(), word(n.fate()), n.words()))
            .toList(),
        SourceStory.views(events),
        i.watched().stream()
            .map(
                w ->
                    new Watched(
                        w.at(),
                        word(w.seen()),
                        w.run().map(Object::toString).orElse(null),
                        w.sentence()))
            .toList(),
        i.follows().map(f -> f.leader().toString()).orElse(null),
        proposal.map(p -> p.patch().toString()).orElse(null),
        proposal.map(p -> p.pullRequest().toString()).orElse(null));
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static Believed believed(Belief b) {
    return new Believed(
        b.failureClass().word(),
        b.cause(),
        b.confidence(),
        b.blamed().toString(),
        b.supporting(),
        b.against());
  }

  /** Its interval; of one that a person's commit is about, none. */
  static Optional<String> label(IncidentState i) {
    return i.opened().pipeline().isEmpty() ? Optional.empty() : i.opened().label();
  }

  /** One word for how it stands. */
  static String state(IncidentState i) {
    if (i.undone().isPresent() && !i.isOpen()) {
      return "undone";
    }
    return i.closed()
        .map(c -> c.end().name().toLowerCase(Locale.ROOT))
        .orElseGet(
            () ->
                i.proposed().isPresent()
                    ? "proposed"
                    : i.asked().isPresent()
                        ? "asked"
                        : i.waiting().isPresent() ? "waiting" : "open");
  }

  static Ink ink(IncidentState i) {
    return i.undone().isPresent()
        ? Ink.CAUTION
        : i.closed().isPresent() ? Ink.GOOD : i.asked().isPresent() ? Ink.BAD : Ink.CAUTION;
  }

  /** The tables that readers see without the interval. */
  static List<TableName> behind(IncidentState i) {
    return i.isOpen() ? i.symptoms().stream().map(s -> s.table()).distinct().toList() : List.of();
  }

  static void tell(Console console, ZoneId zone, IncidentState i, List<IncidentEvent> events) {
    var lines = new Lines(console, zone);
    head(console, i);
    readers(lines, i);
    lines.labelled("changed", changed(i, events));
    var shown = new ArrayList<String>();
    for (var event : events) {
      story(lines, event, shown);
    }
    next(lines, i, Outside.isAtSource(events));
  }

  /** What lies ready for the author of a model. */
  static void tell(Console console, ZoneId zone, CodeProposal.Paths files) {
    var lines = new Lines(console, zone);
    lines.labelled("patch", files.patch().toString());
    lines.labelled("pull req.", files.pullRequest().toString());
  }

  private static void head(Console console, IncidentState i) {
    var tables = i.symptoms().stream().map(s -> s.table().toString()).distinct().limit(3).toList();
    var up =
        i.closed().isPresent()
            ? "NO NEED TO GET UP"
            : i.asked().isPresent() ? "SOMEBODY IS ASKED" : "NO NEED TO GET UP";
    console.line(
        console.paint(Ink.NAME, i.id().toString())
            + "  "
            + Words.safe(String.join(", ", tables))
            + label(i).map(l -> " " + Words.safe(l)).orElse("")
            + "  "
            + console.paint(ink(i), state(i).toUpperCase(Locale.ROOT))
            + "   "
            + console.paint(i.asked().isPresent() ? Ink.CAUTION : Ink.GOOD, up));
  }

  private static String changed(IncidentState i, List<IncidentEvent> events) {
    var changed = new ArrayList<>(i.published().stream().map(p -> p.remedy()).toList());
    if (i.undone().isPresent()) {
      return "nothing any more: it was taken back";
    }
    if (Outside.isAtSource(events)) {
      changed.addFirst("values at the source");
    }
    return changed.isEmpty() ? "nothing in production" : String.join("; ", changed);
  }

  private static void readers(Lines lines, IncidentState i) {
    var behind = behind(i);
    lines.labelled(
        "readers",
        behind.isEmpty()
            ? "see everything"
            : "see the last good data of "
                + String.join(", ", behind.stream().limit(5).map(TableName::toString).toList())
                + (behind.size() > 5 ? " and " + (behind.size() - 5) + " more" : ""));
  }

  private static void story(Lines lines, IncidentEvent event, List<String> shown) {
    switch (event) {
      case IncidentEvent.Opened opened -> {
        lines.heading("seen");
        opened
            .symptoms()
            .forEach(s -> lines.at(opened.at(), s.table() + ": " + firstLine(s.message())));
      }
      case IncidentEvent.Joined joined -> {
        lines.heading("seen");
        lines.at(joined.at(), joined.run() + " did not come through either");
      }
      case IncidentEvent.Believed(var at, var belief) -> {
        lines.heading("believed");
        lines.at(
            at,
            "%s / %s: %s   %.2f"
                .formatted(
                    belief.failureClass().word(),
                    belief.blamed(),
                    belief.cause(),
                    belief.confidence()));
        some(lines, "for", belief.supporting());
        some(lines, "against", belief.against());
      }
      case IncidentEvent.Tried tried -> {
        lines.heading("tried");
        var verdict =
            switch (tried.verdict()) {
              case VERIFIED -> lines.paint(Ink.GOOD, "VERIFIED");
              case FAILED -> lines.paint(Ink.BAD, "failed");
              case INCONCLUSIVE -> lines.paint(Ink.CAUTION, "not proved");
            };
        var trial = tried.trial().map(t -> lines.paint(Ink.DIM, "  " + t)).orElse("");
        lines.at(tried.at(), tried.remedy(), "   " + verdict + trial);
        tried.proofs().forEach(p -> lines.below("", p));
      }
      case IncidentEvent.Decided decided -> {
        lines.heading("decided");
        lines.at(
            decided.at(),
            decided.autonomy().name().toLowerCase(Locale.ROOT) + ", by " + decided.rule());
      }
      case IncidentEvent.AmendmentProposed proposed -> SourceStory.tell(lines, proposed);
      case IncidentEvent.AtSource at -> SourceStory.tell(lines, at);
      case IncidentEvent.Published published -> {
        lines.heading("published");
        lines.at(published.at(), published.run() + " as " + published.commit().brief());
      }
      case IncidentEvent.Undone undone -> {
        lines.heading("undone");
        lines.at(
            undone.at(),
            undone.by()
                + ": "
                + (undone.why().isBlank() ? "no reason given" : undone.why())
                + ", by "
                + undone.commit().brief());
        lines.below(
            "tables", String.join(", ", undone.tables().stream().map(t -> t.toString()).toList()));
      }
      case IncidentEvent.Waiting waiting -> {
        if (!shown.contains(waiting.why())) {
          shown.add(waiting.why());
          lines.heading("waiting");
          lines.at(waiting.at(), waiting.why() + ", not before " + lines.time(waiting.until()));
        }
      }
      case IncidentEvent.Noted noted -> {
        lines.heading("known");
        lines.at(noted.at(), noted.note().path() + " " + word(noted.fate()) + ": " + noted.words());
      }
      case IncidentEvent.Asked asked -> {
        lines.heading("asked");
        lines.at(asked.at(), asked.to().orElse("whoever looks after it") + ": " + asked.question());
        lines.below("", "[" + String.join("]  [", asked.options()) + "]");
      }
      case IncidentEvent.Answered answered -> {
        lines.heading("answered");
        lines.at(
            answered.at(),
            answered.by()
                + ": "
                + answered.option()
                + (answered.why().isBlank() ? "" : ", " + answered.why()));
      }
      case IncidentEvent.Follows follows -> {
        lines.heading("seen");
        lines.at(follows.at(), "of one cause with " + follows.leader() + ": " + follows.why());
      }
      case IncidentEvent.Suggested suggested -> {
        lines.heading("suggested");
        lines.at(
            suggested.at(),
            "agent "
                + suggested.agent()
                + ": a change of "
                + String.join(", ", suggested.paths())
                + (suggested.why().isBlank() ? "" : "; it says: " + firstLine(suggested.why())));
      }
      case IncidentEvent.Watched watched -> {
        lines.heading("watched");
        lines.at(watched.at(), word(watched.seen()) + ": " + watched.sentence());
      }
      case IncidentEvent.Closed closed -> {
        lines.heading("ended");
        lines.at(
            closed.at(), closed.end().name().toLowerCase(Locale.ROOT) + ": " + closed.sentence());
      }
    }
  }

  private static void some(Lines lines, String label, List<String> sentences) {
    sentences.stream().limit(MOST_LINES).forEach(s -> lines.below(label, s));
    if (sentences.size() > MOST_LINES) {
      lines.below(label, "and " + (sentences.size() - MOST_LINES) + " more, with --json");
    }
  }

  private static void next(Lines lines, IncidentState i, boolean atSource) {
    long n = i.id().number();
    if (i.proposed().isPresent()) {
      lines.labelled(
          "next",
          "prunella approve %d   |   prunella deny %d --why ...".formatted(n, n)
              + (i.asked().filter(a -> a.options().contains(Healer.KEEP)).isPresent()
                  ? "   |   prunella answer %d keep --why ...".formatted(n)
                  : ""));
    } else if (i.asked().isPresent()) {
      lines.labelled(
          "next", "prunella answer " + n + " " + String.join("|", i.asked().get().options()));
    } else if (i.isOpen()) {
      lines.labelled("next", "prunella heal " + n);
    }
    if ((atSource || !i.published().isEmpty()) && i.undone().isEmpty()) {
      lines.labelled("undo", "prunella undo " + n);
    }
    lines.labelled("replay", "prunella show " + i.run());
  }

  static String firstLine(String message) {
    return message.lines().findFirst().orElse("");
  }

  /** Lines of a story; foreign text is made safe here. */
  static final class Lines {
    private final Console console;
    private final ZoneId zone;
    private String heading = "";

    Lines(Console console, ZoneId zone) {
      this.console = console;
      this.zone = zone;
    }

    void labelled(String label, String text) {
      console.line(pad(label, LABEL) + Words.safe(text));
    }

    void heading(String next) {
      if (!next.equals(heading)) {
        heading = next;
        console.line(console.paint(Ink.STRONG, next));
      }
    }

    void at(Instant at, String text) {
      at(at, text, "");
    }

    /**
     * A line that begins with a time.
     *
     * @param ours what follows the text, painted already
     */
    void at(Instant at, String text, String ours) {
      console.line(" " + console.paint(Ink.DIM, time(at)) + " " + Words.safe(text) + ours);
    }

    String paint(Ink ink, String text) {
      return console.paint(ink, text);
    }

    void below(String label, String text) {
      console.line("   " + console.paint(Ink.DIM, pad(label, 9)) + Words.safe(text));
    }

    String time(Instant at) {
      return TIME.format(at.atZone(zone));
    }

    private static String pad(String text, int width) {
      return text + " ".repeat(Math.max(1, width - text.length()));
    }
  }

  /** For lists: the newest thing that is known. */
  static String brief(IncidentState i) {
    return i.closed()
        .map(IncidentEvent.Closed::sentence)
        .or(() -> i.asked().map(a -> a.to().orElse("somebody") + " is asked: " + a.question()))
        .or(
            () ->
                i.beliefs().isEmpty()
                    ? Optional.empty()
                    : Optional.of(i.beliefs().getLast().cause()))
        .orElseGet(
            () -> i.symptoms().isEmpty() ? "" : firstLine(i.symptoms().getFirst().message()));
  }
}
