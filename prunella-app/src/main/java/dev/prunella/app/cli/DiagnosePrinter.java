package dev.prunella.app.cli;

import dev.prunella.app.diagnose.DbtFailures;
import dev.prunella.incident.Diagnosis;
import dev.prunella.incident.Diagnosis.Known;
import dev.prunella.incident.Diagnosis.Unknown;
import dev.prunella.incident.Place;
import dev.prunella.incident.RemedyFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Tells a diagnosis to people: what is believed, why and why not, where, what to do. All that comes
 * from the text is made safe for the terminal.
 */
final class DiagnosePrinter {
  private static final int WIDTH = 100;
  private static final int MOST_PLACES = 4;

  /** An alternative less likely than this is not worth a line. */
  private static final double LIKELY = 0.05;

  /** A guess at what is unknown helps only where it is more than a guess. */
  private static final double WORTH_A_GUESS = 0.35;

  private final Console console;

  DiagnosePrinter(Console console) {
    this.console = console;
  }

  void print(Diagnosis diagnosis, DbtFailures.@Nullable Node node) {
    if (node != null) {
      console.line(
          console.paint(Ink.STRONG, Words.safe(node.kind() + " " + node.name()))
              + node.about().map(a -> " of " + Words.safe(a)).orElse("")
              + node.file().map(f -> "  " + Words.safe(f)).orElse("")
              + node.owner().map(o -> "  owner " + Words.safe(o)).orElse(""));
    }
    switch (diagnosis) {
      case Known known -> print(known);
      case Unknown unknown -> print(unknown);
    }
  }

  private void print(Known known) {
    console.line(
        console.paint(Ink.STRONG, known.failureClass().word() + " / " + known.cause().name())
            + ": "
            + known.cause().words()
            + "  "
            + number(known.confidence()));
    places(known.observed().places());
    known.evidence().forEach(sentence -> detail("for", sentence));
    known.against().forEach(sentence -> detail("against", sentence));
    known.alternatives().stream()
        .filter(a -> a.probability() >= LIKELY)
        .limit(2)
        .forEach(
            a ->
                detail(
                    "or",
                    a.cause().failureClass().word()
                        + " / "
                        + a.cause().name()
                        + ", "
                        + number(a.probability())));
    detail("would", known.remedy().words());
    detail("next", next(known.remedy()));
  }

  private void print(Unknown unknown) {
    console.line(console.paint(Ink.STRONG, "unknown") + ": " + unknown.why());
    places(unknown.observed().places());
    unknown.observed().lines().stream().limit(2).forEach(line -> detail("said", line));
    unknown.alternatives().stream()
        .filter(a -> a.probability() >= WORTH_A_GUESS)
        .limit(2)
        .forEach(
            a ->
                detail(
                    "perhaps",
                    a.cause().failureClass().word()
                        + " / "
                        + a.cause().name()
                        + ": "
                        + a.cause().words()
                        + ", "
                        + number(a.probability())));
    detail("would", "ask the owner, with the evidence, and remember the answer");
    detail(
        "next", "give more of the log: what came before, and the last exception with its causes");
  }

  private void places(List<Place> places) {
    if (!places.isEmpty()) {
      detail(
          "where",
          places.stream()
              .limit(MOST_PLACES)
              .map(p -> name(p.kind()) + p.name())
              .collect(Collectors.joining(", ")));
    }
  }

  private static String name(Place.Kind kind) {
    return kind == Place.Kind.FILE || kind == Place.Kind.LINE
        ? ""
        : kind.name().toLowerCase(Locale.ROOT) + " ";
  }

  private void detail(String label, String text) {
    var lines = wrapped(Words.safe(text));
    console.line("  " + console.paint(Ink.DIM, String.format("%-8s", label)) + lines.getFirst());
    lines.stream().skip(1).forEach(line -> console.line(" ".repeat(10) + line));
  }

  /** In lines that fit, at spaces where there are any. */
  private static List<String> wrapped(String text) {
    var lines = new ArrayList<String>();
    var rest = text;
    while (rest.length() > WIDTH) {
      int at = rest.lastIndexOf(' ', WIDTH);
      at = at < WIDTH / 2 ? WIDTH : at;
      lines.add(rest.substring(0, at));
      rest = rest.substring(at).strip();
    }
    lines.add(rest);
    return lines;
  }

  private static String number(double probability) {
    return String.format(Locale.ROOT, "%.2f", probability);
  }

  /** What a person can do now. */
  private static String next(RemedyFamily remedy) {
    return switch (remedy) {
      case RETRY_LATER ->
          "run it again in some minutes; when it stays, look whether the service is up";
      case SCALE_RESOURCE ->
          "look at what was used against what is allowed; free some, or raise the limit";
      case RESTART_OR_REPROVISION ->
          "look whether the service or worker is up; start it again, then the run";
      case PATCH_CODE_OR_SCHEMA_MAPPING ->
          "look at what changed since the last good run: the code, or the columns of what it reads";
      case QUARANTINE_OR_CORRECT_DATA ->
          "look at the rows it names; put them aside, and ask whoever sends them";
      case ROLLBACK_OR_TIME_TRAVEL -> "find the last good state, and who changed it since";
      case RERUN_UPSTREAM_OR_BACKFILL ->
          "look whether the input has come in full; have it sent again, then run again";
      case ROTATE_OR_GRANT_CREDENTIALS ->
          "look whether the secret is still valid and the account has the right; then run again";
      case ASK_HUMAN_OWNER -> "ask the owner";
      case CONFIG_CHANGE -> "look at the setting that it names, and at who changed it last";
    };
  }
}
