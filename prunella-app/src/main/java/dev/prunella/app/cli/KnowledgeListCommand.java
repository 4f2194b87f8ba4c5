package dev.prunella.app.cli;

import dev.prunella.app.heal.KnownNotes;
import dev.prunella.app.run.Workspace;
import dev.prunella.app.view.NoteJson;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code prunella knowledge list}. */
@Command(
    name = "list",
    description =
        "List the notes: what each does, of what, whether it holds, and what became of it.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  prunella knowledge list",
      "  prunella knowledge show partner-window",
      "JSON fields: notes: [note, title, does (retry_later, wait_out, ask, convert, nothing), words, scope, standing (holds,",
      "not_yet, over, to_review, disproved), from, until, review, owner, learnt, used: [incidents, healed, asked, disproved,",
      "last]], problems."
    })
final class KnowledgeListCommand extends WorkspaceCommand {
  record Views(List<NoteJson.View> notes, List<String> problems) {}

  @Override
  Exit run(Workspace workspace, Console console) {
    var knowledge = KnownNotes.in(workspace);
    var past = NoteJson.Past.of(workspace);
    var now = surroundings().clock().instant();
    var views =
        new Views(
            knowledge.notes().stream().map(n -> NoteJson.view(n, past, now)).toList(),
            knowledge.problems().stream().map(Object::toString).toList());
    console.answer(views, () -> tell(console, views));
    return views.problems().isEmpty() ? Exit.OK : Exit.USAGE;
  }

  private static void tell(Console console, Views views) {
    if (views.notes().isEmpty() && views.problems().isEmpty()) {
      console.line("nobody has written anything down yet");
      console.next("prunella knowledge add --help");
      return;
    }
    var grid = new Grid(console);
    for (var note : views.notes()) {
      grid.row(
          Grid.text(note.note(), Ink.NAME),
          Grid.text(note.standing().replace('_', ' '), KnowledgeViews.ink(note.standing())),
          Grid.text(Words.cut(note.words(), 60)),
          Grid.text(Words.cut(note.scope(), 50)),
          Grid.text(KnowledgeViews.used(note.used()), Ink.DIM));
    }
    grid.print("");
    views.problems().forEach(p -> console.line(console.paint(Ink.BAD, Words.safe(p))));
  }
}
