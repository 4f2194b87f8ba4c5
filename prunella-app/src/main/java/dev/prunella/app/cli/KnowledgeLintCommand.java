package dev.prunella.app.cli;

import dev.prunella.app.heal.KnownNotes;
import dev.prunella.app.run.Workspace;
import dev.prunella.app.view.NoteJson;
import dev.prunella.memory.Lint;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;

/** {@code prunella knowledge lint}. */
@Command(
    name = "lint",
    description = {
      "Say which notes are not gone by, and why: outdated, disproved, not allowed, contradicting one another, about nothing; and which say",
      "the same. It ends with 9 when a note is not gone by."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  prunella knowledge lint",
      "JSON fields: notes, found: [note, kind (stale, disproved, contradiction, not_allowed, overlap, endless, about_nothing), unused,",
      "sentence], problems."
    })
final class KnowledgeLintCommand extends WorkspaceCommand {
  record View(int notes, List<Found> found, List<String> problems) {}

  record Found(String note, String kind, boolean unused, String sentence) {}

  @Override
  Exit run(Workspace workspace, Console console) {
    var knowledge = KnownNotes.in(workspace);
    var found =
        Lint.of(
                knowledge.notes(),
                NoteJson.Past.of(workspace).disproved(),
                KnownNotes.all(KnownNotes.project(workspace)),
                surroundings().clock().instant())
            .stream()
            .map(
                t ->
                    new Found(
                        t.note().path(),
                        t.kind().name().toLowerCase(Locale.ROOT),
                        t.kind().isUnused(),
                        t.sentence()))
            .toList();
    var view =
        new View(
            knowledge.notes().size(),
            found,
            knowledge.problems().stream().map(Object::toString).toList());
    console.answer(view, () -> tell(console, view));
    return !view.problems().isEmpty()
        ? Exit.USAGE
        : found.stream().anyMatch(Found::unused) ? Exit.HELD : Exit.OK;
  }

  private static void tell(Console console, View view) {
    for (var one : view.found()) {
      console.line(
          console.paint(Ink.NAME, Words.safe(one.note()))
              + ": "
              + console.paint(one.unused() ? Ink.BAD : Ink.CAUTION, one.kind().replace('_', ' '))
              + ": "
              + Words.safe(one.sentence()));
    }
    view.problems().forEach(p -> console.line(console.paint(Ink.BAD, Words.safe(p))));
    if (view.found().isEmpty() && view.problems().isEmpty()) {
      console.line(Words.count(view.notes(), "note") + ", and nothing wrong with them");
    }
  }
}
