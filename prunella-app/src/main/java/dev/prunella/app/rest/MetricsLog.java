package dev.prunella.app.rest;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.metrics.MetricsReport;

/** The newest reports of clients about their scans and commits. Thread-safe. */
public final class MetricsLog {
  private static final int MAX_KEPT = 500;

  private final Deque<Entry> kept = new ArrayDeque<>();
  private final Consumer<Entry> sink;

  /**
   * @param sink sees each report as it comes, for those who want to keep all
   */
  MetricsLog(Consumer<Entry> sink) {
    this.sink = sink;
  }

  /** What a client told about a table of a branch. */
  public record Entry(Instant at, String branch, TableIdentifier table, MetricsReport report) {}

  /** Newest last. */
  public synchronized List<Entry> newest() {
    return List.copyOf(kept);
  }

  void add(Entry entry) {
    synchronized (this) {
      if (kept.size() == MAX_KEPT) {
        kept.removeFirst();
      }
      kept.addLast(entry);
    }
    sink.accept(entry);
  }
}
