package dev.prunella.app.view;

import dev.prunella.incident.IncidentEvent;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What was proposed and done at a source, as programs read it. */
public final class AmendmentJson {
  private AmendmentJson() {}

  /**
   * JSON: what was proposed at a source.
   *
   * @param evidence cell by cell, with values
   * @param stage how far it came; null while it is only proposed
   */
  public record View(
      Instant at, String table, String place, List<String> evidence, @Nullable String stage) {}

  public static List<View> views(List<IncidentEvent> events) {
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

  public static String stage(IncidentEvent.Stage stage) {
    return stage.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
