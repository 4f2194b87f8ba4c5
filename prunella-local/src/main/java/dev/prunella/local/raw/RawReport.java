package dev.prunella.local.raw;

/**
 * What a sweep of the raw store found and did.
 *
 * @param dryRun whether what is garbage is still there
 * @param kept objects that something needs
 * @param young objects that nothing needs, too young to be told from a writer's at work
 * @param garbage objects that nothing needs; deleted, unless the run was dry
 * @param leftovers parts that killed writers left; deleted likewise
 */
public record RawReport(boolean dryRun, Heap kept, Heap young, Heap garbage, Heap leftovers) {

  /** Some objects and their size. */
  public record Heap(long objects, long bytes) {
    public static final Heap NONE = new Heap(0, 0);

    Heap and(long moreBytes) {
      return new Heap(objects + 1, bytes + moreBytes);
    }
  }
}
