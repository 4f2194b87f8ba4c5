package dev.prunella.people;

import dev.prunella.incident.Answer;
import dev.prunella.incident.IncidentEvent;
import dev.prunella.incident.IncidentId;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A question that nobody has answered, and what became of asking it.
 *
 * @param number which of the incident's, counted from 1
 * @param journal all that was sent of this incident, also of earlier questions, in order
 */
public record OpenQuestion(
    IncidentId incident,
    int number,
    IncidentEvent.Asked asked,
    Chain chain,
    Severity severity,
    List<DeliveryEvent> journal) {

  /** The number of no question: of an answer that nobody was asked for. */
  public static final int NONE = 0;

  public OpenQuestion {
    journal = List.copyOf(journal);
  }

  /**
   * Whether who gives an answer says which question it is to: something is published after it.
   *
   * @param answer its word
   */
  public static boolean isToBeNamedWith(String answer) {
    return Answer.of(answer).filter(Answer::publishes).isPresent();
  }

  /**
   * Which of an incident's questions is the open one, or was the last; 0 where none was asked. The
   * same asked again before anybody answered is one question.
   */
  public static int number(List<IncidentEvent> events) {
    int number = NONE;
    Optional<IncidentEvent.Asked> open = Optional.empty();
    for (var event : events) {
      switch (event) {
        case IncidentEvent.Asked asked -> {
          if (open.filter(o -> isSame(o, asked)).isEmpty()) {
            number++;
          }
          open = Optional.of(asked);
        }
        case IncidentEvent.Answered _, IncidentEvent.Closed _ -> open = Optional.empty();
        case IncidentEvent.Opened _,
            IncidentEvent.Joined _,
            IncidentEvent.Believed _,
            IncidentEvent.Tried _,
            IncidentEvent.Decided _,
            IncidentEvent.AmendmentProposed _,
            IncidentEvent.AtSource _,
            IncidentEvent.Published _,
            IncidentEvent.Undone _,
            IncidentEvent.Waiting _,
            IncidentEvent.Noted _,
            IncidentEvent.Follows _,
            IncidentEvent.Suggested _,
            IncidentEvent.Watched _ -> {}
      }
    }
    return number;
  }

  private static boolean isSame(IncidentEvent.Asked one, IncidentEvent.Asked other) {
    return one.to().equals(other.to())
        && one.about().equals(other.about())
        && one.question().equals(other.question())
        && one.options().equals(other.options())
        && one.proposal().equals(other.proposal())
        && one.content().equals(other.content());
  }

  /** How often it was put off. */
  public int round() {
    return (int) snoozes().count();
  }

  /** Until when it is put off, or was last; empty where nobody did. */
  public Optional<Instant> snoozedUntil() {
    return snoozes().map(DeliveryEvent.Snoozed::until).reduce((_, last) -> last);
  }

  private Stream<DeliveryEvent.Snoozed> snoozes() {
    return journal.stream()
        .filter(DeliveryEvent.Snoozed.class::isInstance)
        .map(DeliveryEvent.Snoozed.class::cast)
        .filter(s -> s.question() == number);
  }

  /** Whether all were asked, and the last one's time is over too. */
  public boolean isLapsed() {
    return journal.stream()
        .anyMatch(e -> e instanceof DeliveryEvent.Lapsed l && l.question() == number);
  }

  /** All that was begun for it, in order. */
  public List<DeliveryEvent.Begun> begun() {
    return journal.stream()
        .filter(DeliveryEvent.Begun.class::isInstance)
        .map(DeliveryEvent.Begun.class::cast)
        .filter(b -> b.question() == number)
        .toList();
  }

  /** Whose turn it is; 0 where nobody was asked yet. */
  public int rung() {
    return begun().stream().map(DeliveryEvent.Begun::rung).max(Comparator.naturalOrder()).orElse(0);
  }

  /** What became of a message; empty while it was only begun. */
  public Optional<DeliveryEvent> fate(String message) {
    return journal.stream()
        .filter(
            e ->
                switch (e) {
                  case DeliveryEvent.Sent s -> s.message().equals(message);
                  case DeliveryEvent.Failed f -> f.message().equals(message);
                  case DeliveryEvent.GivenUp g -> g.message().equals(message);
                  case DeliveryEvent.Begun b -> b.message().equals(message);
                  case DeliveryEvent.Snoozed _, DeliveryEvent.Lapsed _ -> false;
                })
        .reduce((_, last) -> last)
        .filter(e -> !(e instanceof DeliveryEvent.Begun));
  }

  /** The messages that have been sent of this incident, the oldest first: its thread. */
  public List<String> thread() {
    return journal.stream()
        .filter(DeliveryEvent.Sent.class::isInstance)
        .map(e -> ((DeliveryEvent.Sent) e).message())
        .distinct()
        .toList();
  }
}
