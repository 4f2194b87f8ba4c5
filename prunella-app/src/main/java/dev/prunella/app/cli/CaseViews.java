package dev.prunella.app.cli;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.prunella.app.view.IncidentJson;
import dev.prunella.incident.ErrorCode;
import dev.prunella.incident.IncidentEvent;
import dev.prunella.memory.Case;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Cases for people and in JSON. */
final class CaseViews {
  private static final int MOST_FAILURES = 5;

  private CaseViews() {}

  /** JSON: a case. */
  record View(
      String incident,
      String pipeline,
      @Nullable String interval,
      Instant opened,
      String state,
      List<Failed> failures,
      List<Believed> believed,
      List<Remedied> remedies,
      List<Case.Answer> answers,
      Cost cost) {}

  /** JSON: how one table failed, with what varies masked. */
  record Failed(String table, String kind, String signature, List<String> codes) {}

  /** JSON: what it was put down to. */
  record Believed(
      @JsonProperty("class") String failureClass, String cause, double confidence, String blamed) {}

  /** JSON: a remedy that was tried. */
  record Remedied(String family, String words, @Nullable String cause, String outcome) {}

  /** JSON: what it took. */
  record Cost(long seconds, int trials, int waits, int questions) {}

  static View view(Case one) {
    return new View(
        one.id().toString(),
        one.pipeline(),
        one.interval().orElse(null),
        one.opened(),
        state(one),
        one.failures().stream()
            .map(
                f ->
                    new Failed(
                        f.table().toString(),
                        f.kind(),
                        f.signature().text(),
                        f.codes().stream().map(ErrorCode::toString).toList()))
            .toList(),
        one.beliefs().stream()
            .map(
                b ->
                    new Believed(
                        b.failureClass().word(), b.cause(), b.confidence(), b.blamed().toString()))
            .toList(),
        one.remedies().stream()
            .map(
                r ->
                    new Remedied(
                        r.family().word(),
                        r.words(),
                        r.cause().orElse(null),
                        r.outcome().name().toLowerCase(Locale.ROOT)))
            .toList(),
        one.answers(),
        new Cost(
            one.cost().open().toSeconds(),
            one.cost().trials(),
            one.cost().waits(),
            one.cost().questions()));
  }

  /** One word for how it ended. */
  static String state(Case one) {
    return one.undone()
        ? "undone"
        : one.end().map(IncidentEvent.End::name).orElse("open").toLowerCase(Locale.ROOT);
  }

  static Ink ink(String state) {
    return switch (state) {
      case "healed", "passed" -> Ink.GOOD;
      case "undone" -> Ink.BAD;
      default -> Ink.CAUTION;
    };
  }

  /** What it was put down to; else how it failed. */
  static String brief(View one) {
    return !one.believed().isEmpty()
        ? one.believed().getLast().cause()
        : one.failures().isEmpty()
            ? ""
            : IncidentJson.firstLine(one.failures().getFirst().signature());
  }

  /** The remedy that tells most: what held, else what was tried last. */
  static String turned(View one) {
    Optional<Remedied> held =
        one.remedies().stream().filter(r -> r.outcome().equals("held")).findFirst();
    return held.or(
            () ->
                one.remedies().isEmpty() ? Optional.empty() : Optional.of(one.remedies().getLast()))
        .map(r -> r.words() + ": " + r.outcome())
        .orElse("nothing was tried");
  }

  static void tell(Console console, View one) {
    console.line(
        console.paint(Ink.NAME, one.incident())
            + "  "
            + console.paint(ink(one.state()), one.state().toUpperCase(Locale.ROOT))
            + "  "
            + Words.safe(one.pipeline())
            + (one.interval() == null ? "" : " " + Words.safe(one.interval())));
    one.failures().stream()
        .limit(MOST_FAILURES)
        .forEach(
            f -> line(console, "failed", f.table() + ": " + IncidentJson.firstLine(f.signature())));
    one.believed()
        .forEach(
            b ->
                line(
                    console,
                    "believed",
                    "%s / %s: %s   %.2f"
                        .formatted(b.failureClass(), b.blamed(), b.cause(), b.confidence())));
    one.remedies().forEach(r -> line(console, "tried", r.words() + ": " + r.outcome()));
    one.answers()
        .forEach(
            a ->
                line(
                    console,
                    "answered",
                    a.by() + ": " + a.option() + (a.why().isBlank() ? "" : ", " + a.why())));
    line(
        console,
        "cost",
        "open for %s s, %s, %s, %s"
            .formatted(
                Words.count(one.cost().seconds()),
                Words.count(one.cost().trials(), "trial"),
                Words.count(one.cost().waits(), "wait"),
                Words.count(one.cost().questions(), "question")));
  }

  private static void line(Console console, String label, String text) {
    console.line(console.paint(Ink.DIM, String.format("%-10s", label)) + Words.safe(text));
  }
}
