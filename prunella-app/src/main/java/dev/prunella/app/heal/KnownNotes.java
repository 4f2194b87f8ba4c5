package dev.prunella.app.heal;

import dev.prunella.app.project.KnowledgeInFolder;
import dev.prunella.app.project.LoadedProject;
import dev.prunella.app.run.Workspace;
import dev.prunella.heal.Known;
import dev.prunella.incident.IncidentState;
import dev.prunella.incident.NoteVersion;
import dev.prunella.memory.Note;
import dev.prunella.memory.Notes;
import dev.prunella.memory.Scope.Site;
import dev.prunella.pipeline.Source;
import dev.prunella.pipeline.Step;
import dev.prunella.refs.TableName;
import java.net.URI;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The notes of a workspace's project, as the healer goes by them. */
public final class KnownNotes {
  /** So many of the newest incidents are asked what became of notes. */
  public static final int MOST_INCIDENTS = 500;

  private KnownNotes() {}

  /** As they are now: the folder's, anew for each look. */
  static Known of(Workspace workspace, Clock clock) {
    var notes = in(workspace).notes();
    return notes.isEmpty() ? Known.nothing() : of(notes, project(workspace), workspace, clock);
  }

  /** Given ones, as they would be gone by now. */
  public static Notes of(
      List<Note> notes, LoadedProject project, Workspace workspace, Clock clock) {
    return new Notes(
        notes, disproved(workspace.incidents().states(MOST_INCIDENTS)), sites(project), clock);
  }

  /** Those of the project's folder. */
  public static KnowledgeInFolder in(Workspace workspace) {
    return KnowledgeInFolder.of(
        workspace.project().folder(), workspace.project().settings().zone());
  }

  /** The project by which scopes are told; as main knows it while something is wrong with it. */
  public static LoadedProject project(Workspace workspace) {
    return workspace.codeTrees().nowOrOfMain().project();
  }

  /** What trials have shown to be wrong. */
  public static Set<NoteVersion> disproved(List<IncidentState> incidents) {
    var disproved = new HashSet<NoteVersion>();
    for (var incident : incidents) {
      var wrong = new HashSet<NoteVersion>();
      for (var noted : incident.noted()) {
        switch (noted.fate()) {
          case DISPROVED -> wrong.add(noted.note());
          // What a note says may be taken in several ways: it is right if one of them is.
          case CONFIRMED -> wrong.remove(noted.note());
          case USED, NOT_USED -> {}
        }
      }
      disproved.addAll(wrong);
    }
    return disproved;
  }

  /** What there is to know of a table; of one that the project does not make, its name. */
  public static Function<TableName, Site> sites(LoadedProject project) {
    return table ->
        project
            .graph()
            .step(table)
            .map(step -> site(project, step))
            .orElseGet(() -> new Site(table, false, Set.of()));
  }

  /** All tables that the project makes. */
  public static List<Site> all(LoadedProject project) {
    return project.graph().inOrder().stream().map(step -> site(project, step)).toList();
  }

  private static Site site(LoadedProject project, Step step) {
    return step.work() instanceof Step.Work.Load(var declared)
        ? new Site(
            step.table(),
            true,
            host(declared.from()).map(Set::of).orElse(Set.of()),
            project.settings().notesMaySend().to(declared.from()))
        : new Site(step.table(), false, Set.of());
  }

  /** The host that a source loads from; empty where it has none, or its address is a pattern. */
  static Optional<String> host(Source source) {
    return switch (source) {
      case Source.Files _ -> Optional.empty();
      case Source.Http(var url, var _, var _, var _, var _) -> host(url);
      case Source.Jdbc jdbc -> host(jdbc.url().replaceFirst("^jdbc:", ""));
    };
  }

  private static Optional<String> host(String url) {
    var end = url.indexOf('?');
    try {
      return Optional.ofNullable(
          URI.create((end < 0 ? url : url.substring(0, end)).replaceAll("\\{[^}]*}", "x"))
              .getHost());
    } catch (IllegalArgumentException _) {
      // An odd address is no failure here: the note is then not about it.
      return Optional.empty();
    }
  }
}
