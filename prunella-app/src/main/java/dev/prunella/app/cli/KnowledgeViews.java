package dev.prunella.app.cli;

import dev.prunella.app.heal.KnownNotes;
import dev.prunella.app.project.KnowledgeInFolder;
import dev.prunella.app.run.Workspace;
import dev.prunella.incident.IncidentEvent.Fate;
import dev.prunella.incident.IncidentState;
import dev.prunella.incident.NoteVersion;
import dev.prunella.memory.Note;
import dev.prunella.refs.DidYouMean;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Notes for people and in JSON, with what became of them. */
final class KnowledgeViews {
  private KnowledgeViews() {}

  /** JSON: a note. */
  record View(
      String note,
      String title,
      String does,
      String words,
      String scope,
      String standing,
      @Nullable Instant from,
      @Nullable Instant until,
      @Nullable Instant review,
      @Nullable String owner,
      @Nullable String learnt,
      Used used) {}

  /**
   * JSON: what became of a note, in whatever version.
   *
   * @param incidents in how many it was gone by
   * @param healed how many of these were healed or passed by themselves; {@code asked}: somebody
   *     was asked all the same
   * @param disproved whether a trial has shown this version to be wrong
   */
  record Used(int incidents, int healed, int asked, boolean disproved, @Nullable Instant last) {}

  /** What the notes of a project have been through. */
  record Past(List<IncidentState> incidents, Set<NoteVersion> disproved) {
    static Past of(Workspace workspace) {
      var incidents = workspace.incidents().states(KnownNotes.MOST_INCIDENTS);
      return new Past(incidents, KnownNotes.disproved(incidents));
    }

    Used used(Note note) {
      var gone = incidents.stream().filter(i -> went(i, note)).toList();
      return new Used(
          gone.size(),
          (int) gone.stream().filter(i -> i.closed().isPresent()).count(),
          (int) gone.stream().filter(i -> i.isOpen() && i.asked().isPresent()).count(),
          disproved.contains(note.id()),
          gone.stream().map(i -> i.opened().at()).max(Instant::compareTo).orElse(null));
    }

    private static boolean went(IncidentState incident, Note note) {
      return incident.noted().stream()
          .anyMatch(
              n ->
                  n.note().path().equals(note.id().path())
                      && (n.fate() == Fate.USED || n.fate() == Fate.CONFIRMED));
    }
  }

  static View view(Note note, Past past, Instant now) {
    return new View(
        note.id().path(),
        note.title(),
        note.use().word(),
        note.use().words(),
        note.scope().words(),
        standing(note, past, now),
        note.validity().from().orElse(null),
        note.validity().until().orElse(null),
        note.validity().review().orElse(null),
        note.owner().orElse(null),
        note.learnt().orElse(null),
        past.used(note));
  }

  /** One word for whether it is gone by. */
  static String standing(Note note, Past past, Instant now) {
    return past.disproved().contains(note.id())
        ? "disproved"
        : note.validity().at(now).name().toLowerCase(Locale.ROOT);
  }

  static Ink ink(String standing) {
    return switch (standing) {
      case "holds" -> Ink.GOOD;
      case "not_yet" -> Ink.DIM;
      default -> Ink.BAD;
    };
  }

  static String used(Used used) {
    if (used.incidents() == 0) {
      return "never used";
    }
    return "used in "
        + Words.count(used.incidents(), "incident")
        + ", of which "
        + used.healed()
        + " ended well"
        + (used.asked() > 0 ? " and " + used.asked() + " are asked about" : "");
  }

  /** The note that is named, by its path or its file's name. */
  static Note require(KnowledgeInFolder knowledge, String named) {
    return knowledge.notes().stream()
        .filter(n -> n.id().path().equals(named) || name(n).equals(named))
        .findFirst()
        .orElseThrow(
            () -> {
              var names = knowledge.notes().stream().map(KnowledgeViews::name).toList();
              boolean isBad =
                  knowledge.problems().stream()
                      .anyMatch(
                          p -> p.file().equals(named) || p.file().endsWith("/" + named + ".md"));
              return new Failure(
                  Exit.NOT_FOUND,
                  "no-note",
                  isBad
                      ? "the note '" + named + "' has problems"
                      : "there is no note '"
                          + named
                          + "'"
                          + DidYouMean.among(names, named)
                              .map(near -> "; did you mean '" + near + "'?")
                              .orElse(""),
                  isBad ? "prunella validate tells them" : "prunella knowledge list");
            });
  }

  /** Its file's name, without folder and ending. */
  static String name(Note note) {
    return note.id().path().replaceFirst("^knowledge/", "").replaceFirst("\\.md$", "");
  }
}
