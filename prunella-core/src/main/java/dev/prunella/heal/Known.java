package dev.prunella.heal;

import dev.prunella.incident.IncidentEvent.Fate;
import dev.prunella.incident.IncidentEvent.Noted;
import dev.prunella.incident.IncidentEvent.Verified;
import dev.prunella.incident.IncidentState;
import dev.prunella.incident.NoteVersion;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What people wrote down beforehand, as far as it holds now. Only what has a form is here: the text
 * of a note is for people, and nothing acts on it. What is known raises nothing either: whatever is
 * proposed by it is tried, proved and decided on like anything else. For one look at an incident.
 */
public interface Known {

  /** What bears on an incident before anything of it is looked at. */
  Advice about(IncidentState incident);

  /** How long it is of no use to try again what failed so; empty where that is not known. */
  Optional<Remedy.Wait> notBefore(Finding finding);

  /** Who is to be asked about it, rather than whoever answers for the table. */
  Optional<Contact> whomToAsk(Finding finding);

  /** Where it stands what a finding's numbers are worth that may have come in another unit. */
  List<Told> references(Finding finding);

  /** Headers that a finding's source may want, whose secrets may be sent to where it loads from. */
  List<ToldHeader> headers(Finding finding);

  /** A header, and by which note. */
  record ToldHeader(NoteVersion note, SentHeader header) {}

  /** A reference, and by which note. */
  record Told(NoteVersion note, Reference reference) {}

  /**
   * What an incident is told by people's notes.
   *
   * @param pause nothing is to be looked at before it is over
   */
  record Advice(List<Remark> remarks, Optional<Remedy.Wait> pause) {
    public Advice {
      remarks = List.copyOf(remarks);
    }
  }

  /** What becomes of a note; kept in the incident's journal, each thing once. */
  record Remark(NoteVersion note, Fate fate, String words) {
    boolean isIn(IncidentState incident) {
      return incident.noted().stream().anyMatch(n -> at(n.at()).equals(n));
    }

    Noted at(Instant at) {
      return new Noted(at, note, fate, words);
    }

    /** What a trial says of the note by which its remedy was proposed; empty where it says none. */
    static Optional<Remark> of(Remedy remedy, Verified verdict) {
      return remedy
          .note()
          .flatMap(
              note ->
                  switch (verdict) {
                    case VERIFIED ->
                        Optional.of(new Remark(note, Fate.CONFIRMED, "by it: " + remedy.words()));
                    case FAILED ->
                        Optional.of(
                            new Remark(
                                note,
                                Fate.DISPROVED,
                                "a trial has shown it to be wrong: " + remedy.words()));
                    case INCONCLUSIVE -> Optional.empty();
                  });
    }
  }

  /** Who is to be asked, and by which note. */
  record Contact(NoteVersion note, String who) {
    Remark remark() {
      return new Remark(note, Fate.USED, who + " is asked");
    }
  }

  /** Where nobody has written anything down. */
  static Known nothing() {
    return new NothingKnown();
  }
}
