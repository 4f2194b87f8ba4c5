package dev.prunella.app.cli;

import dev.prunella.people.Delivery;
import dev.prunella.people.DeliveryEvent;
import dev.prunella.people.OpenQuestion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Questions for people: who is asked, by which way and since when, and who is next. */
final class QuestionViews {
  private QuestionViews() {}

  /** JSON: a question. */
  record View(
      String incident,
      @Nullable String to,
      String about,
      String question,
      List<String> options,
      Instant asked,
      int number,
      String severity,
      List<Sent> sent,
      @Nullable Instant snoozedUntil,
      @Nullable String nextTo,
      @Nullable Instant nextAt,
      boolean lapsed) {}

  /** JSON: one of those who were asked. */
  record Sent(String to, String channel, Instant at, String fate, @Nullable String why) {}

  static View view(OpenQuestion q, Optional<Delivery.Next> next) {
    return new View(
        q.incident().toString(),
        q.asked().to().orElse(null),
        q.asked().about().toString(),
        q.asked().question(),
        q.asked().options(),
        q.asked().at(),
        q.number(),
        q.severity().name().toLowerCase(Locale.ROOT),
        sent(q),
        q.snoozedUntil().orElse(null),
        next.flatMap(Delivery.Next::who).orElse(null),
        next.map(Delivery.Next::at).orElse(null),
        q.isLapsed());
  }

  /** Each message once, with what became of it last. */
  private static List<Sent> sent(OpenQuestion q) {
    var sent = new ArrayList<Sent>();
    var messages = new ArrayList<String>();
    for (var begun : q.begun()) {
      if (messages.contains(begun.message())) {
        continue;
      }
      messages.add(begun.message());
      var fate = q.fate(begun.message());
      sent.add(
          new Sent(
              begun.who(),
              begun.channel(),
              fate.map(DeliveryEvent::at).orElse(begun.at()),
              word(fate),
              fate.flatMap(QuestionViews::why).orElse(null)));
    }
    return sent;
  }

  private static String word(Optional<DeliveryEvent> fate) {
    return switch (fate.orElse(null)) {
      case DeliveryEvent.Sent _ -> "sent";
      case DeliveryEvent.Failed _ -> "failed";
      case DeliveryEvent.GivenUp _ -> "given up";
      case null -> "waits";
      case DeliveryEvent.Begun _, DeliveryEvent.Snoozed _, DeliveryEvent.Lapsed _ -> "waits";
    };
  }

  private static Optional<String> why(DeliveryEvent fate) {
    return switch (fate) {
      case DeliveryEvent.Failed f -> Optional.of(f.why());
      case DeliveryEvent.GivenUp g -> Optional.of(g.why());
      case DeliveryEvent.Begun _,
          DeliveryEvent.Sent _,
          DeliveryEvent.Snoozed _,
          DeliveryEvent.Lapsed _ ->
          Optional.empty();
    };
  }

  static void tell(Console console, List<View> asked) {
    if (asked.isEmpty()) {
      console.line("nobody is asked anything");
    }
    for (var q : asked) {
      tell(console, q);
    }
  }

  private static void tell(Console console, View q) {
    var to = q.to() == null ? "whoever looks after it" : q.to();
    console.line(
        console.paint(Ink.NAME, q.incident())
            + "  "
            + console.paint(Ink.STRONG, Words.safe(to))
            + console.paint(Ink.DIM, "  " + console.ago(q.asked()))
            + (q.severity().equals("urgent") ? "  " + console.paint(Ink.BAD, "URGENT") : ""));
    console.line("  " + Words.safe(q.question()));
    for (var sent : q.sent()) {
      var how =
          sent.fate().equals("sent")
              ? (sent.channel().equals("inbox") ? "is here for " : "sent to ")
              : sent.fate() + ": ";
      console.line(
          "  "
              + Words.safe(
                  how
                      + sent.to()
                      + (sent.channel().equals("inbox") ? "" : " by " + sent.channel())
                      + ", "
                      + console.ago(sent.at())
                      + (sent.why() == null ? "" : ": " + sent.why())));
    }
    console.line("  " + Words.safe(next(console, q)));
    console.line(
        "  "
            + console.paint(
                Ink.DIM,
                "prunella answer "
                    + q.incident().substring("INC-".length())
                    + " "
                    + String.join("|", q.options())));
  }

  private static String next(Console console, View q) {
    if (q.lapsed()) {
      return "nobody has answered, and nobody is left to ask; the last good data stay";
    }
    if (q.nextAt() == null) {
      return "nothing more is sent";
    }
    var at = console.when(q.nextAt());
    return q.nextTo() == null
        ? "without an answer by " + at + " nobody is left to ask"
        : "next: " + q.nextTo() + ", " + at;
  }
}
