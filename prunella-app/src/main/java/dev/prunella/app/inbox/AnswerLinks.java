package dev.prunella.app.inbox;

import dev.prunella.app.heal.Healing;
import dev.prunella.app.people.AnswerTokens;
import dev.prunella.app.people.AnswerTokens.Read;
import dev.prunella.app.people.AnswerTokens.Token;
import dev.prunella.incident.IncidentId;
import dev.prunella.people.OpenQuestion;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The pages behind the links of messages, by whichever server they are shown. To look never
 * answers, for programs that check mails follow their links: only a form that is sent does.
 * Thread-safe.
 *
 * @param goOn has an incident gone on with, beside the reply
 */
public record AnswerLinks(
    String project, Healing healing, AnswerTokens tokens, Consumer<IncidentId> goOn) {

  /** What these pages may load: nothing; they bring their style along. */
  public static final String POLICY =
      "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none';"
          + " base-uri 'none'";

  /** A page, and its status. */
  public record Page(int status, String html) {}

  Page said(int status, String sentence) {
    return new Page(status, InboxPages.said(project, sentence));
  }

  /** One question: what is asked, and what an answer would do. */
  public Page ask(String address) {
    return switch (tokens.read(address)) {
      case Read.Refused(var why) -> said(403, why);
      case Read.Good(var token) ->
          question(token)
              .map(q -> new Page(200, InboxPages.ask(project, q, token, address)))
              .orElseGet(this::over);
    };
  }

  private Page over() {
    return said(409, "This is not asked any more: it was answered, or has settled by itself.");
  }

  private Optional<OpenQuestion> question(Token token) {
    var open = healing.open().stream().filter(i -> i.id().equals(token.incident())).toList();
    return healing.messenger().open(open).stream()
        .filter(q -> q.number() == token.question())
        .filter(q -> token.option().map(q.asked().options()::contains).orElse(true))
        .findFirst();
  }

  /**
   * Keeps an answer, once.
   *
   * @param chosen of the options, where the link does not say one itself
   */
  public Page answer(String address, Optional<String> chosen, String why) {
    return switch (tokens.read(address)) {
      case Read.Refused(var refused) -> said(403, refused);
      case Read.Good(var token) -> {
        var option = token.option().or(() -> chosen);
        yield option.isEmpty()
            ? said(400, "An answer is missing.")
            : answer(token, option.get(), cut(why));
      }
    };
  }

  private static String cut(String why) {
    var line = why.replaceAll("\\p{Cntrl}+", " ").strip();
    return line.length() > InboxPages.MOST_WHY ? line.substring(0, InboxPages.MOST_WHY) : line;
  }

  private Page answer(Token token, String option, String why) {
    if (healing.open().stream().noneMatch(i -> i.id().equals(token.incident()))
        || !healing.accept(token.incident(), token.question(), token.who(), option, why)) {
      return over();
    }
    goOn.accept(token.incident());
    return said(200, "Thank you. " + token.incident() + " goes on with it now: " + option + ".");
  }
}
