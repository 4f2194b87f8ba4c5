package dev.prunella.heal;

import dev.prunella.incident.RemedyFamily;
import dev.prunella.pipeline.Correction;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Remedies that are corrections of one interval. */
final class Corrections {
  private Corrections() {}

  /** A name that tells table, interval and what is done; safe as the name of a file. */
  static String id(Finding finding, String verb) {
    var text =
        finding.table()
            + finding.interval().map(label -> "-" + label).orElse("")
            + finding.batch().map(b -> "-" + b.id().substring(0, 8)).orElse("")
            + "-"
            + verb;
    return text.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}_.-]", "-");
  }

  static Remedy.ChangedCode remedy(
      Finding finding, Correction correction, RemedyFamily family, String words, int invasiveness) {
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
        Map.of());
  }
}
