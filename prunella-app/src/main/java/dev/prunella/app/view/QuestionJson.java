package dev.prunella.app.view;

import dev.prunella.people.Delivery;
import dev.prunella.people.DeliveryEvent;
import dev.prunella.people.OpenQuestion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Questions to people as programs read them. */
public final class QuestionJson {
  private QuestionJson() {}

  /** JSON: a question. */
  public record View(
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
      boolean lapsed) {
    /** The same for who may see no values of rows. */
    public View withoutValues() {
      return new View(
          incident,
          to,
          about,
          Unvalued.words(question),
          options,
          asked,
          number,
          severity,
          sent,
          snoozedUntil,
          nextTo,
          nextAt,
          lapsed);
    }
  }

  /** JSON: one of those who were asked. */
  public record Sent(String to, String channel, Instant at, String fate, @Nullable String why) {}

  public static View view(OpenQuestion q, Optional<Delivery.Next> next) {
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
              fate.flatMap(QuestionJson::why).orElse(null)));
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
}
