package dev.prunella.app.policy;

import static dev.prunella.app.yaml.Shape.choice;
import static dev.prunella.app.yaml.Shape.key;
import static dev.prunella.app.yaml.Shape.listOf;
import static dev.prunella.app.yaml.Shape.mapping;
import static dev.prunella.app.yaml.Shape.needed;
import static dev.prunella.app.yaml.Shape.text;

import dev.prunella.app.yaml.Shape;
import dev.prunella.incident.FailureClass;
import dev.prunella.incident.RemedyFamily;
import java.util.Arrays;

/** The keys of {@code policy.yaml}. */
public final class PolicyShape {
  private static final Shape.Choice AUTONOMY = choice("forbid", "propose", "auto");
  private static final int MOST_RULES = 200;
  private static final int MOST_FREEZES = 200;
  private static final Shape.Text INSTANT =
      text(
          "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9]{2}:[0-9]{2})",
          "is an instant such as 2026-12-24T00:00:00Z or 2026-12-24T00:00+01:00");

  private static final Shape.Mapping RULE =
      mapping(
          key(
              "remedy",
              choice(
                  Arrays.stream(RemedyFamily.values())
                      .map(RemedyFamily::word)
                      .toArray(String[]::new)),
              "The sort of remedy; every sort if left out."),
          key(
              "class",
              choice(
                  Arrays.stream(FailureClass.values())
                      .map(FailureClass::word)
                      .toArray(String[]::new)),
              "The class of the failure; every class if left out."),
          key(
              "table",
              text("[^\\s]{1,200}", "is a table's name, in which * stands for any letters"),
              "The table that the remedy is for; a * stands for any letters."),
          key(
              "when",
              text(),
              "A CEL condition over remedy, class, cause, table (texts), confidence (0.0 to 1.0), hour (0 to 23, in the project's zone), rows (that its run has written), cost (minutes of work) and idempotent (every step gives equal rows for equal inputs)."),
          needed("do", AUTONOMY, "What may be done with a verified remedy to which this fits."));

  private static final Shape.Mapping FREEZE =
      mapping(
          needed("from", INSTANT, "From then on nothing is done without a person."),
          needed("to", INSTANT, "Until then."),
          key("why", text(), "For people."));

  /** The whole file. */
  public static final Shape.Mapping POLICY =
      mapping(
          key("default", AUTONOMY, "What holds where no rule fits.", "propose"),
          key("rules", listOf(RULE, MOST_RULES), "The first rule that fits decides."),
          key(
              "budgets",
              mapping(
                  key(
                      "actions_per_hour",
                      new Shape.Whole(0, 1_000),
                      "So many publications of the healer in an hour; beyond, it proposes.")),
              "How much the healer may do."),
          key(
              "freeze",
              listOf(FREEZE, MOST_FREEZES),
              "Times in which nothing is done without a person."),
          key(
              "breaker",
              mapping(
                  key(
                      "after_undos",
                      new Shape.Whole(1, 100),
                      "After so many undos of one sort of remedy for one cause it is only proposed.",
                      "1")),
              "What is taken back is not done again by itself."),
          key(
              "agents",
              mapping(
                  key(
                      "rows",
                      new Shape.Whole(0, 1_000),
                      "So many rows with their values an agent sees at once; 0: none, and no messages that may hold values.",
                      "100")),
              "What agents see."));

  private PolicyShape() {}
}
