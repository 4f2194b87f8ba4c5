package dev.prunella.app.run;

import dev.prunella.incident.IncidentId;
import dev.prunella.incident.IncidentState;
import dev.prunella.refs.Commit;
import dev.prunella.refs.Lake;
import dev.prunella.refs.TableName;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Tables that somebody has changed by hand, while it is asked whether that is to stay. */
final class HandEdits {
  private HandEdits() {}

  /**
   * Finds them; not those that were changed again since.
   *
   * @param open the incidents that are open
   */
  static Map<TableName, IncidentId> of(Lake lake, Commit main, List<IncidentState> open) {
    var asked = new TreeMap<TableName, IncidentId>();
    for (var incident : open) {
      if (incident.isByHand() && incident.asked().isPresent()) {
        var after = lake.commit(incident.opened().publication().orElseThrow());
        incident.symptoms().stream()
            .map(symptom -> symptom.table())
            .filter(t -> lake.entry(main, t.key()).equals(lake.entry(after, t.key())))
            .forEach(table -> asked.put(table, incident.id()));
      }
    }
    return asked;
  }
}
