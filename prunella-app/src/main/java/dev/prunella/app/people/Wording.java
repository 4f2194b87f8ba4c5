package dev.prunella.app.people;

import dev.prunella.incident.Answer;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** Words that messages, pages and the terminal have in common. */
public final class Wording {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT);
  private static final String VALUE = " = ";

  /** How our own questions end. */
  private static final List<String> ENDS =
      List.of(
          "May it be published?",
          "Is it right as it is?",
          "Will it come again?",
          "If you have looked at what it makes, you may trust it.");

  private Wording() {}

  /**
   * A question without what may have come with rows: a part of a table is named by its value, as in
   * "where country = JP". What follows is left out up to the question's own last words, whatever
   * stands in between.
   */
  public static String withoutValues(String question) {
    int value = question.indexOf(VALUE);
    if (value < 0) {
      return question;
    }
    var end = ENDS.stream().filter(question::endsWith).map(e -> " " + e).findFirst().orElse("");
    return question.substring(0, value) + VALUE + "(a value)." + end;
  }

  /** What comes of an answer. */
  public static String effect(String option) {
    return Answer.of(option).map(Wording::effect).orElse("the incident goes on with it");
  }

  private static String effect(Answer answer) {
    return switch (answer) {
      case APPROVE -> "it is verified once more and published";
      case DENY -> "it is not done; another remedy is tried, or somebody is asked";
      case RETRY -> "it is tried again now";
      case DISMISS -> "nothing is done, and the incident is closed";
      case ACCEPT -> "exactly these rows are right: they are not held for being unusual any more";
      case KEEP -> "the edit is meant: from now on it is right as it is";
      case TRUST -> "what could not be proved is published at your word, for exactly these rows";
    };
  }

  /** A moment for people of any place. */
  static String time(Instant at) {
    return TIME.format(at.atZone(ZoneOffset.UTC));
  }

  /** Where an answer is given. */
  public static String link(URI base, String token) {
    var text = base.toString();
    return (text.endsWith("/") ? text.substring(0, text.length() - 1) : text) + "/a/" + token;
  }
}
