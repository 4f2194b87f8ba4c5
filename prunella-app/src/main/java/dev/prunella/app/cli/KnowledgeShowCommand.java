package dev.prunella.app.cli;

import dev.prunella.app.heal.KnownNotes;
import dev.prunella.app.run.Workspace;
import dev.prunella.app.view.NoteJson;
import dev.prunella.incident.IncidentId;
import dev.prunella.memory.Note;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code prunella knowledge show}. */
@Command(
    name = "show",
    description = "Show a note as it is understood, and each incident at which it played a part.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  prunella knowledge show partner-window",
      "JSON fields: note: as of prunella knowledge list; text, incidents: [incident, at, fate, words]."
    })
final class KnowledgeShowCommand extends WorkspaceCommand {
  private static final int MOST_LINES = 40;

  @Parameters(index = "0", paramLabel = "NOTE", description = "Its file, or the file's name.")
  String named = "";

  record View(NoteJson.View note, String text, List<At> incidents) {}

  record At(String incident, Instant at, String fate, String words) {}

  @Override
  Exit run(Workspace workspace, Console console) {
    var note = KnowledgeViews.require(KnownNotes.in(workspace), named);
    var past = NoteJson.Past.of(workspace);
    var view =
        new View(
            NoteJson.view(note, past, surroundings().clock().instant()),
            note.text(),
            incidents(past, note));
    console.answer(view, () -> tell(console, view));
    return Exit.OK;
  }

  private static List<At> incidents(NoteJson.Past past, Note note) {
    return past.incidents().stream()
        .flatMap(
            i ->
                i.noted().stream()
                    .filter(n -> n.note().path().equals(note.id().path()))
                    .map(n -> at(i.id(), n.at(), n.fate().name(), n.words())))
        .toList();
  }

  private static At at(IncidentId id, Instant at, String fate, String words) {
    return new At(id.toString(), at, fate.toLowerCase(Locale.ROOT), words);
  }

  private void tell(Console console, View view) {
    var note = view.note();
    console.line(
        console.paint(Ink.NAME, Words.safe(note.note()))
            + "  "
            + console.paint(
                KnowledgeViews.ink(note.standing()), note.standing().replace('_', ' ')));
    console.line(Words.safe(note.title()));
    console.line("does    " + Words.safe(note.words()));
    console.line("of      " + Words.safe(note.scope()));
    moment(console, "from    ", note.from());
    moment(console, "until   ", note.until());
    moment(console, "review  ", note.review());
    if (note.owner() != null) {
      console.line("owner   " + Words.safe(note.owner()));
    }
    if (note.learnt() != null) {
      console.line("learnt  " + Words.safe(note.learnt()));
    }
    console.line("so far  " + KnowledgeViews.used(note.used()));
    for (var at : view.incidents()) {
      console.line(
          "  "
              + console.paint(Ink.NAME, at.incident())
              + "  "
              + at.fate().replace('_', ' ')
              + ": "
              + Words.safe(at.words())
              + console.paint(Ink.DIM, "  " + console.ago(at.at())));
    }
    view.text().lines().limit(MOST_LINES).forEach(l -> console.line("  | " + Words.safe(l)));
  }

  private static void moment(Console console, String label, @Nullable Instant at) {
    if (at != null) {
      console.line(label + console.when(at));
    }
  }
}
