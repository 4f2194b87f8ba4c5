package dev.prunella.app.cli;

import dev.prunella.app.view.ReachJson;
import org.jspecify.annotations.Nullable;

/** What can be watched, tried and fixed, for people. */
final class ReachViews {
  private static final int WIDE = 70;
  private static final int MOST_ELSEWHERE = 20;

  private ReachViews() {}

  /** All of it: a line for each table, and what would change it. */
  static void tell(Console console, ReachJson.View view) {
    console.line("mode " + console.paint(Ink.NAME, view.mode()));
    for (var limit : view.limits()) {
      console.line("  " + Words.safe(limit.why()));
      if (limit.next() != null) {
        console.line(console.paint(Ink.DIM, "    next: " + Words.safe(limit.next())));
      }
    }
    if (view.tables().isEmpty()) {
      console.line("nothing is made here yet");
    }
    var grid = new Grid(console, "table", "kind", "seen", "remedies", "asked", "");
    for (var table : view.tables()) {
      grid.row(
          Grid.text(table.table(), Ink.NAME),
          Grid.text(table.kind()),
          Grid.right(table.watched() + " of " + table.watch().size()),
          Grid.right(table.tried() + " of " + table.fixes().size()),
          table.owner() == null
              ? Grid.text("nobody", Ink.CAUTION)
              : Grid.text(Words.cut(table.owner(), WIDE)),
          Grid.text(table.byItself() ? "" : "nothing without a person", Ink.DIM));
    }
    grid.print("");
    if (view.made() > view.tables().size()) {
      console.line(Words.count((long) view.made() - view.tables().size(), "table") + " more");
    }
    elsewhere(console, view);
    for (var secret : view.secrets()) {
      if (!secret.isSet()) {
        console.line(
            console.paint(Ink.BAD, "not set ")
                + Words.safe(secret.secret())
                + ", for "
                + Words.safe(String.join(", ", secret.usedBy())));
      }
    }
    if (!view.next().isEmpty()) {
      console.line("what would widen it most:");
    }
    for (var next : view.next()) {
      console.line("  " + Words.safe(next.next()));
      console.line(
          console.paint(
              Ink.DIM,
              "    for %s: %s (%s)"
                  .formatted(
                      Words.count(next.tables(), "table"),
                      Words.safe(
                          String.join(", ", next.some())
                              + (next.tables() > next.some().size() ? ", ..." : "")),
                      Words.safe(next.why()))));
    }
    if (!view.tables().isEmpty()) {
      console.next("prunella reach " + Words.shell(view.tables().getFirst().table()));
    }
  }

  private static void elsewhere(Console console, ReachJson.View view) {
    if (view.elsewhere().isEmpty()) {
      return;
    }
    console.line("made elsewhere, and watched at most:");
    for (var one : view.elsewhere().stream().limit(MOST_ELSEWHERE).toList()) {
      console.line(
          "  "
              + console.paint(Ink.NAME, Words.safe(one.table()))
              + (one.makers().isEmpty() ? "" : " by " + Words.safe(one.makers().getFirst()))
              + (one.watched() ? "" : console.paint(Ink.CAUTION, " not watched")));
      console.line(console.paint(Ink.DIM, "    " + Words.safe(one.words())));
    }
    if (view.elsewhere().size() > MOST_ELSEWHERE) {
      console.line("  and " + (view.elsewhere().size() - MOST_ELSEWHERE) + " more (--json)");
    }
  }

  /** All about one table. */
  static void tell(Console console, ReachJson.Table table) {
    console.line(
        console.paint(Ink.NAME, Words.safe(table.table()))
            + ", "
            + table.kind()
            + ", by "
            + Words.safe(table.place()));
    table.writers().forEach(w -> console.line("also written elsewhere by " + Words.safe(w)));
    table.notes().forEach(n -> console.line("known: " + Words.safe(n)));
    console.line("watched:");
    for (var watch : table.watch()) {
      line(console, watch.can(), watch.of() + ": " + watch.words(), watch.next());
    }
    console.line("tried and fixed:");
    for (var fix : table.fixes()) {
      line(
          console,
          fix.can(),
          fix.remedy()
              + (fix.can() ? " if " : ": ")
              + fix.words()
              + (fix.may() == null ? "" : "; then " + fix.may()),
          fix.next());
      fix.by().forEach(by -> console.line(console.paint(Ink.DIM, "      " + Words.safe(by))));
    }
  }

  private static void line(Console console, boolean can, String words, @Nullable String next) {
    console.line(
        (can ? console.paint(Ink.GOOD, "  yes ") : console.paint(Ink.DIM, "  no  "))
            + Words.safe(words));
    if (next != null) {
      console.line(console.paint(Ink.DIM, "      next: " + Words.safe(next)));
    }
  }
}
