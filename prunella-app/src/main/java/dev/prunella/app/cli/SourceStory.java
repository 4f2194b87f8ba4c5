package dev.prunella.app.cli;

import dev.prunella.incident.IncidentEvent;
import java.util.Locale;

/** What was proposed and done at a source, as a part of an incident's story. */
final class SourceStory {
  private SourceStory() {}

  static void tell(IncidentViews.Lines lines, IncidentEvent.AmendmentProposed proposed) {
    lines.heading("proposed");
    lines.at(proposed.at(), "at the source, in " + proposed.amendment().place());
    proposed.evidence().forEach(sentence -> lines.below("", sentence));
  }

  static void tell(IncidentViews.Lines lines, IncidentEvent.AtSource at) {
    lines.heading("at source");
    lines.at(at.at(), stage(at.stage()) + ": " + at.sentence());
  }

  private static String stage(IncidentEvent.Stage stage) {
    return stage.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
