package dev.prunella.app.inbox;

import dev.prunella.app.people.AnswerTokens.Token;
import dev.prunella.app.people.Wording;
import dev.prunella.people.Chain;
import dev.prunella.people.OpenQuestion;
import java.util.List;
import java.util.Locale;

/**
 * The inbox's pages: whole documents without scripts and without anything from elsewhere. Whatever
 * is not written here is escaped.
 */
final class InboxPages {
  static final int MOST_WHY = 500;

  private static final String STYLE =
      "body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:42rem;padding:0 1rem}"
          + "article{border:1px solid #999;border-radius:6px;padding:1rem;margin:1rem 0}"
          + "button{font:inherit;padding:.3rem 1rem;margin:.3rem .5rem .3rem 0}"
          + "input{font:inherit;width:100%;box-sizing:border-box}small{color:#555}";

  private InboxPages() {}

  /** All that is asked; each with the address where it is answered. */
  static String list(String project, List<Listed> questions) {
    var body = new StringBuilder("<h1>").append(text(project)).append(": questions</h1>");
    if (questions.isEmpty()) {
      body.append("<p>Nobody is asked anything.</p>");
    }
    for (var listed : questions) {
      var q = listed.question();
      body.append("<article>");
      about(body, q);
      body.append("<p><a href=\"/a/")
          .append(text(listed.token()))
          .append("\">Answer</a></p></article>");
    }
    return page(project, body);
  }

  /** A question, and a token by which it is answered. */
  record Listed(OpenQuestion question, String token) {}

  /** One question: what is asked, and what an answer would do. Nothing is done by looking at it. */
  static String ask(String project, OpenQuestion q, Token token, String address) {
    var body = new StringBuilder("<h1>").append(text(project)).append("</h1><article>");
    about(body, q);
    body.append("<form method=\"post\" action=\"/a/").append(text(address)).append("\">");
    body.append("<p><label>Why? <small>It is kept with the answer.</small><br>")
        .append("<input name=\"why\" maxlength=\"")
        .append(MOST_WHY)
        .append("\" autocomplete=\"off\"></label></p>");
    var options = token.option().map(List::of).orElse(q.asked().options());
    for (var option : options) {
      body.append("<p><button name=\"option\" value=\"")
          .append(text(option))
          .append("\">")
          .append(text(option))
          .append("</button>")
          .append(text(Wording.effect(option)))
          .append("</p>");
    }
    body.append("</form><p><small>Answered as ")
        .append(text(token.who()))
        .append("; until ")
        .append(text(token.until().toString()))
        .append("</small></p></article>");
    return page(project, body);
  }

  private static void about(StringBuilder body, OpenQuestion q) {
    body.append("<h2>")
        .append(text(q.incident() + " " + q.asked().about()))
        .append("</h2><p>")
        .append(text(Wording.withoutValues(q.asked().question())))
        .append("</p><p><small>asked ")
        .append(text(q.asked().to().orElse(Chain.ANYBODY)))
        .append(", ")
        .append(text(q.asked().at().toString()))
        .append(", ")
        .append(text(q.severity().name().toLowerCase(Locale.ROOT)))
        .append("; readers see the last good data until it is answered. More: prunella incidents ")
        .append(q.incident().number())
        .append("</small></p>");
  }

  /** A sentence. */
  static String said(String project, String sentence) {
    return page(
        project,
        new StringBuilder("<h1>")
            .append(text(project))
            .append("</h1><p>")
            .append(text(sentence))
            .append("</p>"));
  }

  private static String page(String title, StringBuilder body) {
    return "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">"
        + "<meta name=\"viewport\" content=\"width=device-width\"><title>"
        + text(title)
        + "</title><style>"
        + STYLE
        + "</style></head><body>"
        + body
        + "</body></html>";
  }

  /** Text as HTML shows it, also within quotes. */
  static String text(String text) {
    var safe = new StringBuilder();
    text.chars()
        .forEach(
            c -> {
              switch (c) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                default -> safe.append((char) c);
              }
            });
    return safe.toString();
  }
}
