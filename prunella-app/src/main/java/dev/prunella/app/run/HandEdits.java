package dev.prunella.app.run;

import dev.prunella.incident.IncidentId;
import dev.prunella.incident.IncidentState;
import dev.prunella.local.LocalLake;
import dev.prunella.local.engine.Written;
import dev.prunella.refs.Commit;
import dev.prunella.refs.Entry;
import dev.prunella.refs.Publication;
import dev.prunella.refs.TableName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Tables that somebody has changed by hand, while it is asked whether that is to stay. */
public final class HandEdits {
  private static final int MOST_PUBLICATIONS = 50;

  private final LocalLake lake;
  private final Commit main;

  HandEdits(LocalLake lake, Commit main) {
    this.lake = lake;
    this.main = main;
  }

  /**
   * Finds them, each with its incident.
   *
   * @param open the incidents that are open
   */
  Map<TableName, IncidentId> of(List<IncidentState> open) {
    var asked = new TreeMap<TableName, IncidentId>();
    for (var incident : open) {
      if (incident.isByHand() && incident.asked().isPresent()) {
        of(incident).forEach(table -> asked.put(table, incident.id()));
      }
    }
    return asked;
  }

  /**
   * An incident's tables on which what was done by hand still stands: they are as it left them, or
   * runs have written other intervals beside it since. Who changes one by hand once more, or makes
   * all of it anew, leaves nothing of it.
   */
  public Set<TableName> of(IncidentState incident) {
    var refs = lake.lake();
    var after = refs.commit(incident.opened().publication().orElseThrow());
    var standing = new TreeSet<TableName>();
    for (var symptom : incident.symptoms()) {
      var key = symptom.table().key();
      var left = refs.entry(after, key);
      var is = refs.entry(main, key);
      if (is.equals(left)
          || (left.isPresent() && isSideBySide(symptom.table(), is) && isByRun(symptom.table()))) {
        standing.add(symptom.table());
      }
    }
    return standing;
  }

  private boolean isSideBySide(TableName name, Optional<Entry> entry) {
    return entry.orElse(null) instanceof Entry.Table table
        && Written.intervals(lake.table(name.key(), table), 1).isPresent();
  }

  /** Whether the newest of what was published of a table is a run's. */
  private boolean isByRun(TableName table) {
    return lake.lake().store().publications(MOST_PUBLICATIONS).stream()
        .filter(Publication::isOfMain)
        .filter(
            p ->
                !lake.lake()
                    .entry(lake.lake().commit(p.from()), table.key())
                    .equals(lake.lake().entry(lake.lake().commit(p.to()), table.key())))
        .findFirst()
        .filter(p -> p.attested() == Publication.Attested.RUN_SUCCEEDED)
        .isPresent();
  }
}
