package dev.prunella.local.merge;

/**
 * Bounds of a table merge. What would pass them is a conflict of kind {@code TOO_LARGE_TO_PROVE},
 * never a guess.
 *
 * @param maxFiles data and delete files that changed on one side, and files that have deletes, held
 *     in memory
 * @param maxRowsRead rows read from data and delete files in the whole merge
 * @param maxKeys changed keys of the side that changed fewer, held as 8 bytes each
 * @param maxReported files and keys named in one conflict
 */
public record MergeLimits(int maxFiles, long maxRowsRead, int maxKeys, int maxReported) {

  public MergeLimits {
    if (maxFiles < 1 || maxRowsRead < 1 || maxKeys < 1 || maxReported < 1) {
      throw new IllegalArgumentException(
          "every limit of a table merge is at least 1: "
              + maxFiles
              + ", "
              + maxRowsRead
              + ", "
              + maxKeys
              + ", "
              + maxReported);
    }
  }

  /** 200,000 files, 200 million rows, 5 million keys (40 MB), 20 reported. */
  public static MergeLimits defaults() {
    return new MergeLimits(200_000, 200_000_000L, 5_000_000, 20);
  }
}
