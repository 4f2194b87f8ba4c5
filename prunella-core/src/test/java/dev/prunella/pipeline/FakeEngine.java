package dev.prunella.pipeline;

import dev.prunella.refs.Change;
import dev.prunella.refs.Commit;
import dev.prunella.refs.CommitInfo;
import dev.prunella.refs.CommitResult;
import dev.prunella.refs.Entry;
import dev.prunella.refs.Lake;
import dev.prunella.refs.TableName;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * An engine whose tables hold text: what was computed, from what. The text is kept in place of the
 * metadata file's location. Steps can be told to fail, or to do something first.
 */
final class FakeEngine implements Engine {
  private final Lake lake;
  final List<TableName> computed = new CopyOnWriteArrayList<>();
  final Set<TableName> failing = ConcurrentHashMap.newKeySet();

  /** Steps that are as they were, and fail by the values that they read. */
  final Set<TableName> failingByValues = ConcurrentHashMap.newKeySet();

  final Map<TableName, Consumer<StepTask>> first = new ConcurrentHashMap<>();
  final Map<TableName, String> arriving = new ConcurrentHashMap<>();
  final List<TableName> fetched = new CopyOnWriteArrayList<>();

  FakeEngine(Lake lake) {
    this.lake = lake;
  }

  @Override
  public StepOutcome compute(StepTask task, String select, StepWatch watch) {
    var head = lake.head(task.branch());
    var text = new StringBuilder(select).append('(');
    for (var read : new TreeMap<>(entries(head, task.step().reads())).entrySet()) {
      text.append(read.getKey()).append('=').append(content(read.getValue())).append(' ');
    }
    return put(task, text.append(')').toString(), Optional.empty(), watch);
  }

  @Override
  public StepOutcome ingest(StepTask task, Source.Declared source, Batch batch, StepWatch watch) {
    return put(task, batch.parts().getFirst().name(), Optional.of(batch), watch);
  }

  @Override
  public Exported export(
      StepTask task, TableName table, Step.Exchange format, String file, StepWatch watch) {
    return new Exported.Done(1);
  }

  private StepOutcome put(StepTask task, String text, Optional<Batch> batch, StepWatch watch) {
    var table = task.table();
    computed.add(table);
    first.getOrDefault(table, _ -> {}).accept(task);
    if (watch.cancelled()) {
      return new StepOutcome.Cancelled();
    }
    if (failingByValues.contains(table)) {
      return new StepOutcome.Failed(
          Fault.of(Fault.Kind.CONSTRAINT, "2 rows lie outside", "").doubtingInputs());
    }
    if (failing.contains(table)) {
      return new StepOutcome.Failed(Fault.of(Fault.Kind.FAILED, "told to fail", "do not tell it"));
    }
    var before = lake.entry(lake.head(task.branch()), table.key());
    var rows = new TreeMap<>(before.map(FakeEngine::rows).orElse(Map.of()));
    if (!(task.step().how() instanceof Materialization.IntervalBy)) {
      rows.clear();
    }
    rows.put(task.intervalLabel().orElse("all"), text);
    var after = new Entry.Table(table.toString(), task.fingerprint() + "|" + written(rows));
    if (before.filter(b -> content(b).equals(written(rows))).isPresent()) {
      return new StepOutcome.Done(before, before.get(), 0, 0, batch);
    }
    var change = Change.put(table.key(), Optional.of(after));
    return switch (lake.commit(task.branch(), List.of(change), CommitInfo.by("fake", "a step"))) {
      case CommitResult.Committed _ -> new StepOutcome.Done(before, after, rows.size(), 1, batch);
      case CommitResult.Conflict _, CommitResult.Unknown _ ->
          new StepOutcome.Failed(Fault.of(Fault.Kind.CONFLICT, "not committed", ""));
    };
  }

  private static String written(Map<String, String> rows) {
    return String.join(
        ";", rows.entrySet().stream().map(e -> e.getKey() + ":" + e.getValue()).toList());
  }

  private static Map<String, String> rows(Entry entry) {
    var rows = new HashMap<String, String>();
    for (var row : content(entry).split(";", -1)) {
      var parts = row.split(":", 2);
      rows.put(parts[0], parts[1]);
    }
    return rows;
  }

  /** The rows of a table, without the fingerprint. */
  static String content(Entry entry) {
    return ((Entry.Table) entry).metadataLocation().replaceFirst("^[^|]*\\|", "");
  }

  private Map<TableName, Entry> entries(Commit head, List<TableName> tables) {
    var found = new HashMap<TableName, Entry>();
    new HashSet<>(tables).forEach(t -> lake.entry(head, t.key()).ifPresent(e -> found.put(t, e)));
    return found;
  }

  @Override
  public Optional<String> fingerprint(Commit at, TableName table) {
    return lake.entry(at, table.key())
        .map(e -> ((Entry.Table) e).metadataLocation().replaceFirst("\\|.*", ""));
  }

  /** Brings what it was told that arrives, else the interval's name. */
  Fetcher fetcher() {
    return (task, _, _) -> {
      fetched.add(task.table());
      var name = arriving.getOrDefault(task.table(), task.intervalLabel().orElse("rows"));
      var part = new Batch.Part(name, "sha256 of " + name, 1, "");
      return new Fetcher.Fetched.Got(new Batch(List.of(part), task.runAt()));
    };
  }

  /** Files are others when something else would arrive now. */
  Arrivals arrivals() {
    return new Arrivals() {
      @Override
      public Arrival arrival(Source.Files source, DataInterval interval, ZoneId zone) {
        return Arrival.ARRIVED;
      }

      @Override
      public boolean areOthers(
          Source.Files source, Optional<DataInterval> interval, ZoneId zone, Batch loaded) {
        var table = TableName.of(source.pattern().replace("landing/", ""));
        return Optional.ofNullable(arriving.get(table))
            .filter(name -> !name.equals(loaded.parts().getFirst().name()))
            .isPresent();
      }

      @Override
      public boolean haveBeenBrought(
          Source.Files source, Optional<DataInterval> interval, ZoneId zone, Batch loaded) {
        return areOthers(source, interval, zone, loaded);
      }
    };
  }

  @Override
  public void close() {}
}
