package dev.prunella.app.view;

import dev.prunella.app.heal.KnownNotes;
import dev.prunella.app.run.Workspace;
import dev.prunella.incident.IncidentEvent.Fate;
import dev.prunella.incident.IncidentState;
import dev.prunella.incident.NoteVersion;
import dev.prunella.memory.Note;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Notes as programs read them, with what became of them. */
public final class NoteJson {
  private NoteJson() {}

  /** JSON: a note. */
  public record View(
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
  public record Used(
      int incidents, int healed, int asked, boolean disproved, @Nullable Instant last) {}

  /** What the notes of a project have been through. */
  public record Past(List<IncidentState> incidents, Set<NoteVersion> disproved) {
    public static Past of(Workspace workspace) {
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

  public static View view(Note note, Past past, Instant now) {
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
  public static String standing(Note note, Past past, Instant now) {
    return past.disproved().contains(note.id())
        ? "disproved"
        : note.validity().at(now).name().toLowerCase(Locale.ROOT);
  }
}
