package dev.prunella.app.cli;

import dev.prunella.app.view.QuestionJson;
import java.util.List;

/** Questions for people: who is asked, by which way and since when, and who is next. */
final class QuestionViews {
  private QuestionViews() {}

  static void tell(Console console, List<QuestionJson.View> asked) {
    if (asked.isEmpty()) {
      console.line("nobody is asked anything");
    }
    for (var q : asked) {
      tell(console, q);
    }
  }

  private static void tell(Console console, QuestionJson.View q) {
    var to = q.to() == null ? "whoever looks after it" : q.to();
    console.line(
        console.paint(Ink.NAME, q.incident())
            + "  "
            + console.paint(Ink.STRONG, Words.safe(to))
            + console.paint(Ink.DIM, "  " + console.ago(q.asked()))
            + (q.severity().equals("urgent") ? "  " + console.paint(Ink.BAD, "URGENT") : ""));
    console.text("  ", Words.safe(q.question()));
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
    console.text("  ", Words.safe(next(console, q)));
    console.line(
        "  "
            + console.paint(
                Ink.DIM,
                "prunella answer "
                    + q.incident().substring("INC-".length())
                    + " "
                    + String.join("|", q.options())));
  }

  private static String next(Console console, QuestionJson.View q) {
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
