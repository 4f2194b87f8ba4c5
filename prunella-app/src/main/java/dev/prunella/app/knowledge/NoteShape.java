package dev.prunella.app.knowledge;

import static dev.prunella.app.yaml.Shape.choice;
import static dev.prunella.app.yaml.Shape.key;
import static dev.prunella.app.yaml.Shape.mapping;
import static dev.prunella.app.yaml.Shape.needed;
import static dev.prunella.app.yaml.Shape.text;
import static dev.prunella.app.yaml.Shape.texts;

import dev.prunella.app.yaml.Shape;
import dev.prunella.heal.SentHeader;
import dev.prunella.memory.Window;
import java.util.List;

/** The keys between the first two lines {@code ---} of {@code knowledge/*.md}. */
public final class NoteShape {
  private static final int MOST_NAMES = 100;
  private static final String DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}";
  private static final Shape.Text MOMENT =
      text(
          DAY + "(T[0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9]{2}:[0-9]{2}))?",
          "is a day such as 2027-06-01, or an instant such as 2027-06-01T22:00:00Z");
  private static final Shape.Text INSTANT =
      text(
          DAY + "T[0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9]{2}:[0-9]{2})",
          "is an instant such as 2027-06-01T22:00:00Z");
  private static final Shape.Text NAME = text("[^\\s]{1,200}", "is a name, without blanks");

  private static final Shape.Mapping SCOPE =
      mapping(
          key("tables", texts(MOST_NAMES), "Tables; a * stands for any letters."),
          key("sources", texts(MOST_NAMES), "Tables that are loaded; a * stands for any letters."),
          key(
              "steps",
              texts(MOST_NAMES),
              "Tables that are made from others; a * stands for any letters."),
          key("systems", texts(MOST_NAMES), "Hosts that sources load from."),
          key(
              "signature",
              text(),
              "Words that stand in the failure's text, or its signature as prunella diagnose tells it."));

  private static final Shape.Mapping CONVERT =
      new Shape.Mapping(
          List.of(
              needed("column", NAME, "The column of numbers that may come in another unit."),
              needed("at", NAME, "The column with the day by whose rate a row is converted."),
              needed("with", NAME, "The table that has the rates."),
              key("unit", NAME, "Its column that names the unit.", "currency"),
              key("day", NAME, "Its column with the day of a rate.", "date"),
              key("divide_by", NAME, "Its column with the rate, by which a number is divided."),
              key(
                  "multiply_by",
                  NAME,
                  "Its column with the rate, by which a number is multiplied."),
              key("usual", NAME, "The unit in which numbers should be, as the table names it.")),
          List.of("divide_by", "multiply_by"));

  /** What a secret is named by; the value itself is never written down. */
  public static final Shape.Text REFERENCE =
      text(
          SentHeader.REFERENCE,
          "is a reference such as secret:env/NAME or secret:file/PATH, never the secret itself");

  private static final Shape.Mapping HEADER =
      mapping(
          needed(
              "name",
              text(SentHeader.NAME, "is a header's name such as X-Api-Key"),
              "What the header is called."),
          key(
              "scheme",
              choice("Bearer", "Basic", "Token", "ApiKey"),
              "What stands before the secret in it."),
          needed(
              "secret",
              REFERENCE,
              "A reference, secret:env/NAME or secret:file/PATH, which notes_may_send in prunella.yaml allows."));

  private static final Shape.Mapping LEARNT =
      mapping(
          key("incident", text(), "The incident of which it was learnt."),
          key("from", text(), "Who said so."),
          key("at", INSTANT, "When."));

  private static final Shape.Mapping EXAMPLE =
      mapping(
          needed("table", NAME, "Whose failure it is."),
          key("failure", text(), "The failure's text.", ""),
          key("at", INSTANT, "When it happened."),
          key("value", new Shape.Scalar(), "convert: a number in another unit."),
          key("unit", NAME, "convert: which one that is."),
          key("day", text(DAY, "is a day such as 2027-06-01"), "convert: the number's day."),
          needed(
              "expect",
              new Shape.Scalar(),
              "Until which instant it is waited, who is asked, or what the number becomes."));

  /** All of it. */
  public static final Shape.Mapping NOTE =
      mapping(
          needed("title", text("\\S.{0,199}", "is a line of text"), "What is known, in a line."),
          needed("scope", SCOPE, "What it is about; any of the tables that are named."),
          key(
              "do",
              choice("retry_later", "wait_out", "ask", "convert", "send_header"),
              "What may be done by it; left out, the note is for people only."),
          key(
              "window",
              text(Window.FORM, Window.SAYS),
              "retry_later: the source answers only then. wait_out: what fails then is waited out."),
          key("ask", text("\\S.{0,199}", "is a line of text"), "ask: who, such as an address."),
          key("convert", CONVERT, "convert: what, and by which table's rates."),
          key("header", HEADER, "send_header: which, and by which secret."),
          key("from", MOMENT, "From then on it holds."),
          key("until", MOMENT, "Until then it holds; of a day, to its end."),
          key("review", MOMENT, "By then somebody has looked whether it still holds."),
          key("owner", text(), "Who answers for the note."),
          key("learnt", LEARNT, "Where it comes from."),
          key("example", EXAMPLE, "A failure and what comes of it: prunella knowledge test."));

  private NoteShape() {}
}
