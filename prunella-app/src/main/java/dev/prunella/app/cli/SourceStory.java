package dev.prunella.app.cli;

import dev.prunella.incident.IncidentEvent;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What was proposed and done at a source, as a part of an incident's story. */
final class SourceStory {
  private SourceStory() {}

  /**
   * JSON: what was proposed at a source.
   *
   * @param evidence cell by cell, with values
   * @param stage how far it came; null while it is only proposed
   */
  record View(
      Instant at, String table, String place, List<String> evidence, @Nullable String stage) {}

  static List<View> views(List<IncidentEvent> events) {
    var stages = new HashMap<String, String>();
    for (var event : events) {
      if (event instanceof IncidentEvent.AtSource at) {
        stages.put(at.key(), stage(at.stage()));
      }
    }
    return events.stream()
        .flatMap(e -> e instanceof IncidentEvent.AmendmentProposed p ? Stream.of(p) : Stream.of())
        .map(
            p ->
                new View(
                    p.at(),
                    p.amendment().table().toString(),
                    p.amendment().place(),
                    p.evidence(),
                    stages.get(p.key())))
        .toList();
  }

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
