package dev.prunella.local.gc;

import dev.prunella.local.gc.GcReport.Count;
import dev.prunella.local.gc.GcReport.Garbage;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Adds up what a sweep meets. */
final class Tally {
  private record Heap(String table, FileSort sort) {}

  private static final Comparator<Heap> BY_TABLE =
      Comparator.comparing(Heap::table).thenComparing(Heap::sort);

  private final Map<Heap, Count> garbage = new TreeMap<>(BY_TABLE);
  private Count listed = Count.NONE;
  private Count foreign = Count.NONE;
  private Count young = Count.NONE;
  private Count failed = Count.NONE;

  void listed(long bytes) {
    listed = listed.and(bytes);
  }

  void foreign(long bytes) {
    foreign = foreign.and(bytes);
  }

  void young(long bytes) {
    young = young.and(bytes);
  }

  void failed(long bytes) {
    failed = failed.and(bytes);
  }

  void garbage(String table, FileSort sort, long bytes) {
    garbage.merge(new Heap(table, sort), new Count(1, bytes), Count::plus);
  }

  long files() {
    return garbage.values().stream().mapToLong(Count::files).sum();
  }

  List<Garbage> garbage() {
    return garbage.entrySet().stream()
        .map(e -> new Garbage(e.getKey().table(), e.getKey().sort(), e.getValue()))
        .toList();
  }

  Count listed() {
    return listed;
  }

  Count foreign() {
    return foreign;
  }

  Count young() {
    return young;
  }

  Count failed() {
    return failed;
  }
}
