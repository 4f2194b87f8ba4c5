package dev.prunella.local.gc;

import dev.prunella.local.raw.RawReport;
import dev.prunella.refs.RefStore.Lease;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a collection found and did.
 *
 * @param dryRun whether the garbage is still there
 * @param resumed whether an earlier collection had been interrupted, whose work this one finished
 * @param marked what refs and retained commits need
 * @param listed files found in the warehouse
 * @param foreign files that are no table's, or older than the lake itself: never touched
 * @param young files that nothing needs, too young to be told from a writer's at work
 * @param garbage by table and sort; deleted, unless the run was dry
 * @param failed garbage that the storage would not delete; the next collection tries again
 * @param objects commits and trie nodes of the ref store that nothing needs; deleted likewise
 * @param raw what became of the raw store; empty if there is none here
 * @param rawOdd names of raw objects in retained snapshots that cannot be read, some of them; while
 *     there are any, no raw object is garbage
 * @param olderThan only files older than this were garbage
 * @param atWork leases of live writers
 * @param expired leases of writers that died without giving them back
 */
public record GcReport(
    boolean dryRun,
    boolean resumed,
    Duration took,
    Marked marked,
    Count listed,
    Count foreign,
    Count young,
    List<Garbage> garbage,
    Count failed,
    long objects,
    Optional<RawReport> raw,
    List<String> rawOdd,
    Instant olderThan,
    List<Lease> atWork,
    List<Lease> expired) {

  public GcReport {
    garbage = List.copyOf(garbage);
    rawOdd = List.copyOf(rawOdd);
    atWork = List.copyOf(atWork);
    expired = List.copyOf(expired);
  }

  /** Garbage of all tables. */
  public Count total() {
    return garbage.stream().map(Garbage::count).reduce(Count.NONE, Count::plus);
  }

  /** What was read to find out what is needed, and how many files are. */
  public record Marked(long commits, long metadataFiles, long manifests, long files) {}

  /**
   * Garbage of one sort in one table.
   *
   * @param table its name where the lake still knows it, else its directory
   */
  public record Garbage(String table, FileSort sort, Count count) {}

  public record Count(long files, long bytes) {
    public static final Count NONE = new Count(0, 0);

    Count plus(Count other) {
      return new Count(files + other.files, bytes + other.bytes);
    }

    Count and(long moreBytes) {
      return new Count(files + 1, bytes + moreBytes);
    }
  }
}
