package dev.prunella.local.merge;

/** Counts what one merge holds and reads against its limits. Not thread-safe: one per merge. */
final class Budget {
  private final MergeLimits limits;
  private long rowsRead;

  Budget(MergeLimits limits) {
    this.limits = limits;
  }

  MergeLimits limits() {
    return limits;
  }

  /** To be called before the rows are read, so that a merge which cannot be afforded ends early. */
  void readRows(long rows) throws TooLarge {
    rowsRead += rows;
    if (rowsRead > limits.maxRowsRead()) {
      throw new TooLarge("it would have to read more rows than the limit", limits.maxRowsRead());
    }
  }

  void holdFiles(int files) throws TooLarge {
    if (files > limits.maxFiles()) {
      throw new TooLarge("more files changed or have deletes than the limit", limits.maxFiles());
    }
  }
}
