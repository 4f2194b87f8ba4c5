package dev.prunella.app.site;

import dev.prunella.app.rest.ReaderNotes;
import dev.prunella.app.run.ForReaders;
import dev.prunella.app.run.Status.TableStatus;
import dev.prunella.app.run.Workspace;
import dev.prunella.app.view.StatusNow;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.iceberg.catalog.TableIdentifier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How fresh each table is, in words that a reader understands who knows nothing of runs. It is read
 * anew some seconds after it was read last, for clients load tables often. Thread-safe.
 */
final class Freshness implements ReaderNotes {
  private static final Logger LOG = LoggerFactory.getLogger(Freshness.class);
  private static final Duration GOOD_FOR = Duration.ofSeconds(5);
  private static final String PREFIX = "prunella.";

  private final Workspace workspace;
  private final Clock clock;
  private @Nullable Instant read;
  private Map<String, Map<String, String>> tables = Map.of();

  Freshness(Workspace workspace, Clock clock) {
    this.workspace = workspace;
    this.clock = clock;
  }

  @Override
  public Map<String, String> of(TableIdentifier table) {
    return now().getOrDefault(table.toString().toLowerCase(Locale.ROOT), Map.of());
  }

  private synchronized Map<String, Map<String, String>> now() {
    var now = clock.instant();
    if (read == null || now.isAfter(read.plus(GOOD_FOR)) || now.isBefore(read)) {
      tables = read(now);
      read = now;
    }
    return tables;
  }

  private Map<String, Map<String, String>> read(Instant now) {
    var all = new HashMap<String, Map<String, String>>();
    try {
      for (var status : StatusNow.read(workspace, now).status().tables()) {
        all.put(status.table().toString().toLowerCase(Locale.ROOT), notes(status));
      }
    } catch (RuntimeException e) {
      // Tables can be read all the same; the pages say what is wrong with the project.
      LOG.warn("how fresh tables are cannot be told to readers: {}", e.getMessage());
    }
    return all;
  }

  private static Map<String, String> notes(TableStatus status) {
    var notes = new LinkedHashMap<String, String>();
    var standing = ForReaders.of(status);
    notes.put(PREFIX + "freshness", standing.freshness());
    standing.through().ifPresent(interval -> notes.put(PREFIX + "through", interval));
    standing
        .because()
        .ifPresent(
            because -> {
              notes.put(
                  PREFIX + "stale-since", standing.staleSince().map(Object::toString).orElse(""));
              notes.put(PREFIX + "missing", String.join(", ", standing.missing()));
              notes.put(PREFIX + "because", because);
            });
    return notes;
  }
}
