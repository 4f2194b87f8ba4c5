package dev.prunella.app.cli;

import dev.prunella.app.heal.CodeProposal;
import dev.prunella.app.view.IncidentJson;
import dev.prunella.app.view.StoryJson;
import dev.prunella.heal.Outside;
import dev.prunella.incident.Answer;
import dev.prunella.incident.IncidentEvent;
import dev.prunella.incident.IncidentState;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;

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

  static Ink ink(IncidentState i) {
    return i.undone().isPresent()
        ? Ink.CAUTION
        : i.closed().isPresent() ? Ink.GOOD : i.asked().isPresent() ? Ink.BAD : Ink.CAUTION;
  }

  static void tell(Console console, ZoneId zone, IncidentState i, List<IncidentEvent> events) {
    var lines = new Lines(console, zone);
    head(console, i);
    lines.labelled("readers", IncidentJson.readers(i));
    var changed = IncidentJson.changed(i, Outside.isAtSource(events));
    lines.labelled(
        "changed", changed.isEmpty() ? "nothing in production" : String.join("; ", changed));
    StoryJson.of(events).forEach(line -> story(lines, line));
    next(lines, i, Outside.isAtSource(events));
  }

  /** What lies ready for the author of a model. */
  static void tell(Console console, ZoneId zone, CodeProposal.Paths files) {
    var lines = new Lines(console, zone);
    lines.commands("patch", List.of(Words.safe(files.patch().toString())));
    lines.commands("pull req.", List.of(Words.safe(files.pullRequest().toString())));
  }

  private static void head(Console console, IncidentState i) {
    var tables = i.symptoms().stream().map(s -> s.table().toString()).distinct().limit(3).toList();
    var up = IncidentJson.up(i);
    console.text(
        console.paint(Ink.NAME, i.id().toString()) + "  ",
        Words.safe(String.join(", ", tables))
            + i.opened().label().map(l -> " " + Words.safe(l)).orElse(""),
        "  "
            + console.paint(ink(i), IncidentJson.state(i).toUpperCase(Locale.ROOT))
            + "   "
            + console.paint(i.asked().isPresent() ? Ink.CAUTION : Ink.GOOD, up));
  }

  private static void story(Lines lines, StoryJson.Line line) {
    lines.heading(line.heading());
    var verdict = line.verdict() == null ? "" : "   " + verdict(lines, line.verdict());
    var trial = line.run() == null ? "" : lines.paint(Ink.DIM, "  " + line.run());
    var until = line.until() == null ? "" : ", not before " + lines.time(line.until());
    lines.at(line.at(), line.text() + until, verdict + trial);
    var told = new HashMap<String, Integer>();
    for (var detail : line.details()) {
      int before = told.merge(detail.label(), 1, Integer::sum) - 1;
      boolean evidence = detail.label().equals("for") || detail.label().equals("against");
      if (!evidence || before < MOST_LINES) {
        lines.below(detail.label().equals(StoryJson.CELL) ? "" : detail.label(), detail.text());
      }
    }
    for (var label : List.of("for", "against")) {
      int more = told.getOrDefault(label, 0) - MOST_LINES;
      if (more > 0) {
        lines.below(label, "and " + more + " more, with --json");
      }
    }
  }

  private static String verdict(Lines lines, String verdict) {
    return switch (verdict) {
      case "verified" -> lines.paint(Ink.GOOD, "VERIFIED");
      case "failed" -> lines.paint(Ink.BAD, "failed");
      default -> lines.paint(Ink.CAUTION, "not proved");
    };
  }

  private static void next(Lines lines, IncidentState i, boolean atSource) {
    long n = i.id().number();
    if (i.proposed().isPresent()) {
      var choices =
          new ArrayList<>(List.of("prunella approve " + n, "prunella deny " + n + " --why ..."));
      if (i.asked().filter(a -> a.offers(Answer.KEEP)).isPresent()) {
        choices.add("prunella answer " + n + " keep --why ...");
      }
      lines.commands("next", choices);
    } else if (i.asked().isPresent()) {
      lines.commands(
          "next",
          List.of("prunella answer " + n + " " + String.join("|", i.asked().get().options())));
    } else if (i.isOpen()) {
      lines.commands("next", List.of("prunella heal " + n));
    }
    if ((atSource || !i.published().isEmpty()) && i.undone().isEmpty()) {
      lines.commands("undo", List.of("prunella undo " + n));
    }
    if (!i.isElsewhere()) {
      lines.commands("replay", List.of("prunella show " + i.run()));
    }
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
      console.text(pad(label, LABEL), Words.safe(text));
    }

    /** What is to be copied. */
    void commands(String label, List<String> commands) {
      console.choices(pad(label, LABEL), commands);
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
      console.text(" " + console.paint(Ink.DIM, time(at)) + " ", Words.safe(text), ours);
    }

    String paint(Ink ink, String text) {
      return console.paint(ink, text);
    }

    void below(String label, String text) {
      console.text("   " + console.paint(Ink.DIM, pad(label, 9)), Words.safe(text));
    }

    String time(Instant at) {
      return TIME.format(at.atZone(zone));
    }

    private static String pad(String text, int width) {
      return text + " ".repeat(Math.max(1, width - text.length()));
    }
  }
}
