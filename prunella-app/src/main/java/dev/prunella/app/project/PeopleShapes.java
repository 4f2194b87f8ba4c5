package dev.prunella.app.project;

import static dev.prunella.app.yaml.Shape.choice;
import static dev.prunella.app.yaml.Shape.key;
import static dev.prunella.app.yaml.Shape.listOf;
import static dev.prunella.app.yaml.Shape.mapping;
import static dev.prunella.app.yaml.Shape.needed;
import static dev.prunella.app.yaml.Shape.text;
import static dev.prunella.app.yaml.Shape.texts;

import dev.prunella.app.yaml.Shape;
import dev.prunella.memory.Window;
import dev.prunella.people.Chain;
import java.util.List;

/** The keys of {@code notify} and {@code channels}. */
final class PeopleShapes {
  static final int SMTP_PORT = 587;
  private static final int MOST_PATTERNS = 100;

  private PeopleShapes() {}

  static Shape escalate(Shape.Text time) {
    return listOf(
        mapping(
            needed("to", text(), "Whom to ask next."),
            needed("after", time, "After how long without an answer.")),
        Chain.MOST);
  }

  static Shape notifying(Shape.Text time) {
    return mapping(
        key("quiet", text(Window.FORM, Window.SAYS), "When only what is urgent is sent."),
        key(
            "batch",
            time,
            "What is not urgent goes to one person no more often than that.",
            PeopleSettings.DEFAULT_BATCH),
        key(
            "deadline",
            time,
            "After how long without an answer the next of a contract's team is asked.",
            PeopleSettings.DEFAULT_DEADLINE),
        key(
            "patience",
            time,
            "How long the last of all has to answer.",
            PeopleSettings.DEFAULT_PATIENCE),
        key(
            "page",
            text(),
            "A tag: tables that have it, and what they are made from, are urgent at any hour."),
        key(
            "link",
            text("https?://.+", "is an address: http://... or https://..."),
            "Where people find prunella inbox --serve; left out, messages hold no links."),
        key(
            "validity",
            time,
            "How long a question can be answered by the link of a message.",
            PeopleSettings.DEFAULT_VALIDITY),
        key("escalate", escalate(time), "Whom to ask after the owner and the team."));
  }

  static Shape channels(Shape.Text time) {
    return new Shape.Named(
        new Shape.Mapping(
            List.of(
                key(
                    "for",
                    texts(MOST_PATTERNS),
                    "Whom it reaches: names, with * for any letters.",
                    "*"),
                key("smtp", smtp(time), "By e-mail."),
                key("webhook", webhook(time), "By a signed request to a server.")),
            List.of("smtp", "webhook")));
  }

  private static Shape smtp(Shape.Text time) {
    return mapping(
        needed("host", text(), "The mail server."),
        key("port", new Shape.Whole(1, 65_535), "Its port.", String.valueOf(SMTP_PORT)),
        key(
            "tls",
            choice("starttls", "implicit", "none"),
            "How the connection is kept from others; none only to this machine.",
            "starttls"),
        needed("from", text("[^@\\s]+@[^@\\s]+", "is a mail address"), "Who sends."),
        key("user", text(), "Who logs in; may be secret:env/NAME."),
        key("password", text(), "A reference, secret:env/NAME or secret:file/PATH."),
        key(
            "timeout",
            time,
            "How long the server may take for each step.",
            PeopleSettings.DEFAULT_TIMEOUT));
  }

  private static Shape webhook(Shape.Text time) {
    return mapping(
        needed("url", text(), "Where to: https://..., or a reference."),
        needed(
            "secret",
            text(),
            "By what requests are signed, whsec_...; a reference, secret:env/NAME or secret:file/PATH."),
        key("timeout", time, "How long the server may take.", PeopleSettings.DEFAULT_TIMEOUT));
  }
}
