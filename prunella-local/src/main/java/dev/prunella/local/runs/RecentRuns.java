package dev.prunella.local.runs;

import dev.prunella.pipeline.RunJournal.Opened;
import dev.prunella.refs.JournalEntry;
import dev.prunella.refs.RefStore;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The beginnings of the newest runs, as they were read last: an entry is never changed, so only
 * those that came since are read. Thread-safe.
 */
final class RecentRuns {
  /** More are read anew each time. */
  private static final int MOST_KEPT = 1_000;

  private final RefStore store;
  private final String stream;
  private final Function<JournalEntry, Opened> reader;

  /** The oldest first, up to where it was read last. */
  private List<Opened> known = List.of();

  private long end;

  RecentRuns(RefStore store, String stream, Function<JournalEntry, Opened> reader) {
    this.store = store;
    this.stream = stream;
    this.reader = reader;
  }

  /** The newest, newest first. */
  synchronized List<Opened> newest(int limit) {
    if (limit > MOST_KEPT) {
      return store.newest(stream, limit).stream().map(reader).toList();
    }
    var since = known.isEmpty() ? List.<JournalEntry>of() : store.journal(stream, end, MOST_KEPT);
    if (known.isEmpty() || since.size() == MOST_KEPT) {
      var newest = store.newest(stream, MOST_KEPT);
      known = newest.reversed().stream().map(reader).toList();
      end = newest.isEmpty() ? 0 : newest.getFirst().position() + 1;
    } else if (!since.isEmpty()) {
      var all = new ArrayList<>(known);
      since.forEach(entry -> all.add(reader.apply(entry)));
      known = List.copyOf(all.subList(Math.max(0, all.size() - MOST_KEPT), all.size()));
      end = since.getLast().position() + 1;
    }
    return known.subList(Math.max(0, known.size() - limit), known.size()).reversed();
  }
}
