package dev.prunella.memory;

import dev.prunella.incident.NoteVersion;
import dev.prunella.memory.Note.Use;
import dev.prunella.memory.Note.Validity.Standing;
import dev.prunella.memory.Scope.Site;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What is wrong with notes beside one another, and with time. Pure. */
public final class Lint {
  private Lint() {}

  /** What may be wrong with a note. */
  public enum Kind {
    /** It is over, or past its review date. */
    STALE(true),
    /** A trial has shown that it is wrong. */
    DISPROVED(true),
    /** Not both can be right; neither is used. */
    CONTRADICTION(true),
    /** Nobody has allowed what it wants to send. */
    NOT_ALLOWED(true),
    /** Two say the same of the same. */
    OVERLAP(false),
    /** Nobody will ever be asked whether it still holds. */
    ENDLESS(false),
    /** There is no table that it is about. */
    ABOUT_NOTHING(true);

    private final boolean unused;

    Kind(boolean unused) {
      this.unused = unused;
    }

    /** Whether the note is not used for it. */
    public boolean isUnused() {
      return unused;
    }
  }

  /** One thing, in a sentence that names the next step. */
  public record Trouble(NoteVersion note, Kind kind, String sentence) {}

  /**
   * Looks.
   *
   * @param sites all tables of the project
   */
  public static List<Trouble> of(
      List<Note> notes, Set<NoteVersion> disproved, Collection<Site> sites, Instant now) {
    var found = new ArrayList<Trouble>();
    for (var note : notes) {
      alone(note, disproved, sites, now).forEach(found::add);
    }
    for (int i = 0; i < notes.size(); i++) {
      for (int j = i + 1; j < notes.size(); j++) {
        found.addAll(together(notes.get(i), notes.get(j), sites, now));
      }
    }
    return List.copyOf(found);
  }

  private static List<Trouble> alone(
      Note note, Set<NoteVersion> disproved, Collection<Site> sites, Instant now) {
    var found = new ArrayList<Trouble>();
    var standing = note.validity().at(now);
    if (standing == Standing.OVER || standing == Standing.TO_REVIEW) {
      found.add(
          new Trouble(
              note.id(),
              Kind.STALE,
              "it "
                  + standing.words()
                  + ", and is not used; "
                  + (standing == Standing.OVER
                      ? "delete it, or move 'until'"
                      : "look whether it still holds, and move 'review'")
                  + owner(note)));
    }
    if (disproved.contains(note.id())) {
      found.add(
          new Trouble(
              note.id(),
              Kind.DISPROVED,
              "a trial has shown it to be wrong; it is not used again until it is edited"
                  + owner(note)));
    }
    if (!sites.isEmpty() && sites.stream().noneMatch(s -> note.scope().covers(s))) {
      found.add(
          new Trouble(
              note.id(),
              Kind.ABOUT_NOTHING,
              "no table of the project is in its scope (" + note.scope().words() + ")"));
    }
    var about = sites.stream().filter(s -> note.scope().covers(s)).toList();
    if (!about.isEmpty() && about.stream().noneMatch(s -> s.mayBeSentBy(note))) {
      found.add(
          new Trouble(
              note.id(),
              Kind.NOT_ALLOWED,
              "'notes_may_send' in prunella.yaml lets its secret go to no source in its scope"));
    }
    if (note.validity().until().isEmpty() && note.validity().review().isEmpty()) {
      found.add(
          new Trouble(
              note.id(),
              Kind.ENDLESS,
              "it has neither 'until' nor 'review': nobody will be asked whether it still holds"));
    }
    return found;
  }

  /** Who is to be told of it. */
  private static String owner(Note note) {
    return note.owner().map(who -> " (its owner is " + who + ")").orElse("");
  }

  private static List<Trouble> together(Note one, Note other, Collection<Site> sites, Instant now) {
    if (!holdsOrWill(one, now) || !holdsOrWill(other, now) || !meet(one, other)) {
      return List.of();
    }
    var table =
        sites.stream().filter(s -> one.scope().covers(s) && other.scope().covers(s)).findFirst();
    if (table.isEmpty()) {
      return List.of();
    }
    return kind(one, other, now).stream()
        .flatMap(
            kind ->
                List.of(
                    trouble(one, other, kind, table.get()), trouble(other, one, kind, table.get()))
                    .stream())
        .toList();
  }

  private static Trouble trouble(Note note, Note other, Kind kind, Site site) {
    return new Trouble(
        note.id(),
        kind,
        kind == Kind.CONTRADICTION
            ? "it contradicts %s about %s, and neither is used; correct one of them"
                .formatted(other.id(), site.table())
            : "it says the same as %s about %s; keep one of them"
                .formatted(other.id(), site.table()));
  }

  private static Optional<Kind> kind(Note one, Note other, Instant now) {
    if (one.use() instanceof Use.Fact) {
      return Optional.empty();
    }
    return one.contradicts(other, now)
        ? Optional.of(Kind.CONTRADICTION)
        : one.use().equals(other.use()) ? Optional.of(Kind.OVERLAP) : Optional.empty();
  }

  private static boolean holdsOrWill(Note note, Instant now) {
    return switch (note.validity().at(now)) {
      case HOLDS, NOT_YET -> true;
      case OVER, TO_REVIEW -> false;
    };
  }

  /** Whether there may be a time, and a failure, of which both are about. */
  private static boolean meet(Note one, Note other) {
    boolean inTime = !isOverBefore(one, other) && !isOverBefore(other, one);
    var a = one.scope().signature();
    var b = other.scope().signature();
    return inTime
        && (a.isEmpty()
            || b.isEmpty()
            || one.scope().speaksOf(b.get())
            || other.scope().speaksOf(a.get()));
  }

  private static boolean isOverBefore(Note one, Note other) {
    return one.validity().until().isPresent()
        && other.validity().from().isPresent()
        && !other.validity().from().get().isBefore(one.validity().until().get());
  }
}
