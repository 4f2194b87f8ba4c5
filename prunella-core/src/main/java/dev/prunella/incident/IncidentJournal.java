package dev.prunella.incident;

import dev.prunella.refs.Append;
import java.util.List;
import java.util.Optional;

/**
 * Keeps what happened to incidents, in the lake's database. An entry is appended only where its
 * writer last looked, so that two processes never heal one incident. Thread-safe.
 */
public interface IncidentJournal {

  /** Gives a new incident its number; durable when it returns. */
  Writer open(IncidentEvent.Opened opened);

  /**
   * Opens an incident if none was opened for that claim before, and no {@link #joinOnce joining}
   * was kept for it, in whichever process; durable when it returns.
   *
   * @param claim by which it is known again: letters, digits and dashes
   * @return the claim's incident
   */
  IncidentId openOnce(String claim, IncidentEvent.Opened opened);

  /**
   * Keeps an event of an incident if the claim is nobody's yet, and gives the claim to it.
   *
   * @return the claim's incident, which may be another
   */
  IncidentId joinOnce(String claim, IncidentId id, IncidentEvent event);

  /** The incident of a claim; empty where nothing was opened or joined for it. */
  Optional<IncidentId> claimed(String claim);

  /** Goes on with an incident from where it stands now. */
  Writer resume(IncidentId id);

  /** All events of an incident, in their order; empty when there is none of that number. */
  List<IncidentEvent> events(IncidentId id);

  /** The newest incidents, newest first. */
  List<IncidentId> newest(int limit);

  /** How the newest stand, newest first. */
  default List<IncidentState> states(int limit) {
    return newest(limit).stream().flatMap(id -> state(id).stream()).toList();
  }

  /** All that are open, the oldest first. */
  default List<IncidentState> open() {
    return states(Integer.MAX_VALUE).reversed().stream().filter(IncidentState::isOpen).toList();
  }

  default Optional<IncidentState> state(IncidentId id) {
    var events = events(id);
    return events.isEmpty() ? Optional.empty() : Optional.of(IncidentState.of(id, events));
  }

  /** The one who writes an incident's events. */
  interface Writer {
    IncidentId id();

    /**
     * Keeps an event; durable when it returns.
     *
     * @throws dev.prunella.refs.LakeException if another process has gone on with it meanwhile
     */
    void append(IncidentEvent event);

    /** An event to be kept in another transaction; then call {@link #kept}. */
    Append entry(IncidentEvent event);

    /** That entry was kept. */
    void kept();
  }
}
