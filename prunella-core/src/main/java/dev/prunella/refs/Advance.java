package dev.prunella.refs;

import java.util.List;

/** What became of moving a branch to a verified head. */
public sealed interface Advance {

  /**
   * The branch stands at the new head, durably; the publication is recorded, and with it the
   * entries that were to be appended.
   */
  record Published(Publication publication) implements Advance {}

  /**
   * Nothing was moved.
   *
   * @param actual where the branch stands
   * @param changedReads entries that the new head rests on and that changed since they were read
   */
  record Conflict(CommitId actual, List<EntryKey> changedReads, String sentence)
      implements Advance {
    public Conflict {
      changedReads = List.copyOf(changedReads);
    }
  }

  /**
   * Nothing was moved, nothing appended: the branch stands where it was expected, but others have
   * appended meanwhile to these journals of the transaction. Read them before trying again.
   */
  record Overtaken(List<String> streams) implements Advance {
    public Overtaken {
      streams = List.copyOf(streams);
    }
  }

  /**
   * The connection was lost while it was decided. Ask {@link Lake#fate} before anything else, and
   * clean nothing until it has answered: the new head's files may be what readers see.
   */
  record Unknown(CommitId next, String reason) implements Advance {}

  /** Whether a head has landed on a branch. */
  enum Fate {
    LANDED,
    NOT_LANDED
  }
}
