package dev.prunella.local.gc;

import dev.prunella.refs.RefStore.Lease;

/** What became of a collection. */
public sealed interface GcResult {

  /** It ran to its end, or was a dry run that says what it would do. */
  record Collected(GcReport report) implements GcResult {}

  /** Nothing was done: another collection is at work. */
  record Busy(Lease by) implements GcResult {}
}
