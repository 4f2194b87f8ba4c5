package dev.prunella.refs;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads the chain of all that was decided and done in a lake: every entry of every journal and
 * every publication, in the order in which they were written. A store adds to it in the transaction
 * of the write itself, so that nothing is done without it and nobody can forget it. Thread-safe.
 */
public interface AuditLog {

  /** The newest entry, as the store last noted it. */
  AuditHead head();

  /** Entries from a number on, in order. */
  List<Audited> entries(long from, int limit);

  /** The number of the first entry that is not older; empty if all are. */
  OptionalLong firstSince(Instant since);

  /** What stands in journals and among publications, and is in no entry. */
  Outside outside(int limit);

  /**
   * An entry, and what is on record now of what it is about.
   *
   * @param record empty if it is gone
   */
  record Audited(AuditEntry entry, Optional<Recorded> record) {}

  /**
   * A record as it stands now.
   *
   * @param text of which an entry has the hash
   */
  record Recorded(Instant at, String by, String kind, String text) {}

  /**
   * Records that no entry is about.
   *
   * @param journalEntries how many, all in all
   * @param publications how many, all in all
   * @param some of them
   */
  record Outside(long journalEntries, long publications, List<AuditEntry.Subject> some) {
    public Outside {
      some = List.copyOf(some);
    }
  }
}
