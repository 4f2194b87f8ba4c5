package dev.prunella.local.incidents;

import dev.prunella.incident.IncidentEvent;
import dev.prunella.incident.IncidentId;
import dev.prunella.incident.IncidentState;
import dev.prunella.refs.JournalEntry;
import dev.prunella.refs.RefStore;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * How incidents stood when they were read last. An entry is never changed, and the lake's audit
 * chain names each that came since, so that a look at a thousand incidents reads one number and the
 * entries that are new. Made anew from the journal whenever it is not there. Thread-safe.
 */
final class RecentIncidents {
  /** Of so many it is known without reading that they are closed. */
  static final int MOST_CLOSED = 20_000;

  /** More are read anew each time. */
  private static final int MOST_KEPT = 5_000;

  private static final int PAGE = 1_000;

  /** Who is further behind than that reads all of it anew. */
  private static final int MOST_PAGES = 10;

  private final RefStore store;
  private final Function<IncidentId, String> stream;
  private final Function<JournalEntry, IncidentEvent> reader;
  private final Map<IncidentId, Known> known = new LinkedHashMap<>(16, 0.75f, true);
  private final Set<IncidentId> changed = new HashSet<>();
  private final NavigableSet<IncidentId> closed = new TreeSet<>();
  private long seen = -1;

  /** Events of an incident, and what they come to. */
  record Known(List<IncidentEvent> events, IncidentState state) {}

  RecentIncidents(
      RefStore store,
      Function<IncidentId, String> stream,
      Function<JournalEntry, IncidentEvent> reader) {
    this.store = store;
    this.stream = stream;
    this.reader = reader;
  }

  /** Hears of what was written since it was called last; what is asked then is as new as that. */
  synchronized void follow() {
    long head = store.audit().head().number();
    for (int pages = 0; seen >= 0 && seen < head && pages < MOST_PAGES; pages++) {
      for (var one : store.audit().entries(seen + 1, PAGE)) {
        LakeIncidents.incidentOf(one.entry().subject().name()).ifPresent(this::change);
        seen = one.entry().head().number();
      }
    }
    if (seen < head) {
      known.clear();
      changed.clear();
      closed.clear();
      seen = head;
    }
  }

  private void change(IncidentId id) {
    closed.remove(id);
    // Of the others nothing is known that could be out of date.
    if (known.containsKey(id)) {
      changed.add(id);
    }
  }

  /**
   * An incident if it is open; what is closed is read once.
   *
   * @param isClosed whether that can be told at a glance
   */
  synchronized Optional<IncidentState> ifOpen(IncidentId id, Predicate<IncidentId> isClosed) {
    if (closed.contains(id)) {
      return Optional.empty();
    }
    var state =
        !known.containsKey(id) && isClosed.test(id)
            ? Optional.<IncidentState>empty()
            : get(id).map(Known::state).filter(IncidentState::isOpen);
    if (state.isEmpty()) {
      closed.add(id);
      if (closed.size() > MOST_CLOSED) {
        closed.pollFirst();
      }
    }
    return state;
  }

  /**
   * An incident, as it was when {@link #follow} was called last, or newer; empty if there is none.
   */
  synchronized Optional<Known> get(IncidentId id) {
    var kept = known.get(id);
    if (kept != null && !changed.contains(id)) {
      return Optional.of(kept);
    }
    var events = new ArrayList<IncidentEvent>(kept == null ? List.of() : kept.events());
    var since = store.journal(stream.apply(id), events.size(), Integer.MAX_VALUE);
    since.forEach(entry -> events.add(reader.apply(entry)));
    changed.remove(id);
    if (events.isEmpty()) {
      return Optional.empty();
    }
    var now = new Known(List.copyOf(events), IncidentState.of(id, events));
    known.put(id, now);
    if (known.size() > MOST_KEPT) {
      var oldest = known.keySet().iterator().next();
      known.remove(oldest);
      changed.remove(oldest);
    }
    return Optional.of(now);
  }
}
