package dev.prunella.app.cli;

import dev.prunella.app.project.LoadedProject;
import dev.prunella.app.view.Few;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** What of a dbt project runs here, and what dbt goes on running. */
final class DbtViews {
  private static final int NAMED = 5;

  private DbtViews() {}

  /** JSON: a part that does not run here. */
  record Watched(String table, String file, String reason) {}

  /** JSON: what is to be known of some tables. */
  record Note(String about, List<String> tables) {}

  /** JSON: a dbt project. */
  record View(String project, int runs, List<Watched> watched, List<Note> notes) {}

  static View view(LoadedProject.Dbt dbt) {
    var byNote = new TreeMap<String, List<String>>();
    dbt.whole()
        .notes()
        .forEach(
            (table, notes) ->
                notes.forEach(
                    note ->
                        byNote
                            .computeIfAbsent(note, _ -> new ArrayList<>())
                            .add(table.toString())));
    return new View(
        dbt.whole().pipeline().name(),
        dbt.runs(),
        dbt.watched().stream()
            .map(w -> new Watched(w.table().toString(), w.file(), w.reason()))
            .toList(),
        byNote.entrySet().stream().map(n -> new Note(n.getKey(), n.getValue())).toList());
  }

  /** All of it, each watched part with its reason. */
  static void tell(Console console, View view) {
    int all = view.runs() + view.watched().size();
    console.line(
        "dbt project "
            + Words.safe(view.project())
            + ": "
            + (view.watched().isEmpty() ? "all " + all : view.runs() + " of " + all)
            + " models and seeds run here");
    if (!view.watched().isEmpty()) {
      console.line(console.paint(Ink.CAUTION, "left to dbt") + ", and only watched:");
      for (var watched : view.watched()) {
        console.line(
            "  "
                + Words.safe(watched.table())
                + "  "
                + console.paint(Ink.DIM, Words.safe(watched.file())));
        console.line("    " + Words.safe(watched.reason()));
      }
    }
    for (var note : view.notes()) {
      var tables = note.tables();
      console.line(
          console.paint(Ink.DIM, "other than in the warehouse")
              + "  "
              + Words.safe(note.about())
              + ": "
              + Words.safe(Few.of(tables, NAMED)));
    }
  }

  /** Before something is run: that it is not all. */
  static void remind(Console console, LoadedProject project) {
    project
        .dbt()
        .filter(dbt -> !dbt.watched().isEmpty())
        .ifPresent(
            dbt ->
                console.note(
                    Words.count(dbt.watched().size(), "part")
                        + " of the dbt project "
                        + (dbt.watched().size() == 1 ? "is" : "are")
                        + " left to dbt; prunella validate says which and why"));
  }
}
