package dev.prunella.heal;

import dev.prunella.incident.NoteVersion;
import dev.prunella.incident.RemedyFamily;
import dev.prunella.pipeline.Correction;
import dev.prunella.refs.ObjectId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Remedies that are corrections of one interval. */
final class Corrections {
  /** Names of files have an end. */
  private static final int MOST_CHARACTERS = 100;

  private Corrections() {}

  /** A name that tells table, interval and what is done; safe as the name of a file. */
  static String id(Finding finding, String verb, Object effect) {
    var text =
        finding.table()
            + finding.interval().map(label -> "-" + label).orElse("")
            + finding.batch().map(b -> "-" + b.id().substring(0, 8)).orElse("")
            + "-"
            + verb;
    var safe = text.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}_.-]", "-");
    var hash =
        ObjectId.of(effect.toString().getBytes(StandardCharsets.UTF_8)).hex().substring(0, 8);
    return (safe.length() > MOST_CHARACTERS ? safe.substring(0, MOST_CHARACTERS) : safe)
        + "-"
        + hash;
  }

  static Remedy.ChangedCode remedy(
      Finding finding, Correction correction, RemedyFamily family, String words, int invasiveness) {
    return remedy(finding, correction, family, words, invasiveness, Optional.empty());
  }

  /** The same, by a person's note. */
  static Remedy.ChangedCode remedy(
      Finding finding,
      Correction correction,
      RemedyFamily family,
      String words,
      int invasiveness,
      Optional<NoteVersion> note) {
    return new Remedy.ChangedCode(
        correction.table()
            + " "
            + correction.interval().orElse("")
            + " "
            + correction.batch().orElse("")
            + " "
            + correction.effect(),
        family,
        finding.table(),
        words,
        invasiveness,
        List.of(correction),
        Map.of(),
        note);
  }
}
