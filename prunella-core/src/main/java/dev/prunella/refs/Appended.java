package dev.prunella.refs;

import java.util.List;

/** What became of appending to journals. */
public sealed interface Appended {

  /** All of it stands, durably. */
  record Written(List<JournalEntry> entries) implements Appended {
    public Written {
      entries = List.copyOf(entries);
    }
  }

  /** Nothing was appended: others have appended to these streams meanwhile. Read, then decide. */
  record Overtaken(List<String> streams) implements Appended {
    public Overtaken {
      streams = List.copyOf(streams);
    }
  }

  /**
   * The connection was lost while it was decided: all of it stands, or nothing. Read the stream at
   * the positions that were meant, and decide nothing before.
   */
  record Unknown(String reason) implements Appended {}
}
