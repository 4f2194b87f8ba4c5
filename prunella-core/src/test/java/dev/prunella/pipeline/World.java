package dev.prunella.pipeline;

import dev.prunella.contract.CodePlace;
import dev.prunella.refs.Entry;
import dev.prunella.refs.EntryKey;
import dev.prunella.refs.Lake;
import dev.prunella.refs.Limits;
import dev.prunella.refs.MemoryRefStore;
import dev.prunella.refs.Ref;
import dev.prunella.refs.RefStore;
import dev.prunella.refs.TableName;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/** A lake in memory with a pipeline of steps that write text. */
final class World {
  final FakeJudge judge = new FakeJudge();

  static final Instant NOW = Instant.parse("2026-11-22T02:47:00Z");
  static final Calendar DAILY = new Calendar(Calendar.Rhythm.DAILY, ZoneOffset.UTC);

  final RefStore store;
  final Map<String, RunEvent> bodies;
  final Lake lake;
  final FakeEngine engine;
  final StoredRunJournal journal;
  final Runner runner;
  final List<RunEvent> events = new ArrayList<>();
  final Cancellation cancellation = new Cancellation();
  private final List<Step> steps = new ArrayList<>();
  StepLimits limits = StepLimits.DEFAULT;
  final List<JointCheck> joint = new ArrayList<>();
  Pipeline.PublishUnit publish = Pipeline.PublishUnit.WHAT_SUCCEEDED;

  World() {
    this(new MemoryRefStore(), StoredRunJournal.bodies());
  }

  World(RefStore store, Map<String, RunEvent> bodies) {
    this(store, bodies, Presence.unknown());
  }

  World(RefStore store, Map<String, RunEvent> bodies, Presence presence) {
    this.store = store;
    this.bodies = bodies;
    var clock = Clock.fixed(NOW, ZoneOffset.UTC);
    lake = new Lake(store, clock, Limits.DEFAULT);
    lake.init();
    engine = new FakeEngine(lake);
    journal = new StoredRunJournal(lake, bodies);
    runner =
        new Runner(
            lake,
            new StepRunner(engine, engine.fetcher(), new NoProcesses(), List.of()),
            judge,
            journal,
            clock,
            new RunLimits(2, 4L << 30, 5),
            presence);
  }

  /** Adds a model that reads tables; the same name again takes its place. */
  World model(String table, String code, String... reads) {
    return step(table, new Step.Work.Sql(code), code, new Materialization.Full(), reads);
  }

  /** A model of which each run makes its interval's part. */
  World part(String table, String code, String... reads) {
    return step(table, new Step.Work.Sql(code), code, new Materialization.IntervalBy("day"), reads);
  }

  World source(String table) {
    var source =
        new Source.Declared(
            new Source.Files("landing/" + table),
            Source.Format.of(Source.Format.Kind.CSV),
            List.of(),
            true,
            Source.OnEmpty.KEEP_LAST_GOOD,
            Source.OnNewColumn.FAIL,
            Optional.empty());
    return step(
        table, new Step.Work.Load(source), "source", new Materialization.IntervalBy("_interval"));
  }

  private World step(
      String table, Step.Work work, String code, Materialization how, String... reads) {
    var name = TableName.of(table);
    steps.removeIf(s -> s.table().equals(name));
    steps.add(
        new Step(
            name,
            work,
            how,
            List.of(reads).stream().map(TableName::of).toList(),
            CodePlace.file("models/" + table + ".sql"),
            code,
            true,
            new TreeSet<>(),
            "",
            limits));
    return this;
  }

  /** The classic: orders -> clean -> {daily, customers}, and other on its own. */
  World classic() {
    return source("orders")
        .model("clean", "clean", "orders")
        .model("daily", "daily", "clean")
        .model("customers", "customers", "clean")
        .source("other")
        .model("lonely", "lonely", "other");
  }

  /** The step of a world that has one. */
  Step only() {
    return steps.getFirst();
  }

  Graph graph() {
    return graph(steps);
  }

  static Graph graph(Collection<Step> steps) {
    return switch (Graph.of(steps)) {
      case Graph.Made.Sound(var graph) -> graph;
      case Graph.Made.Cycle(var tables) -> throw new AssertionError("a cycle: " + tables);
    };
  }

  RunRequest request(String day) {
    return request(day, RunCode.none());
  }

  RunRequest request(String day, RunCode code) {
    var graph = graph();
    var pipeline =
        new Pipeline("shop", Optional.of(DAILY), graph, publish, Optional.empty(), joint);
    return new RunRequest(pipeline, graph, DAILY.parse(day), code, false, NOW, 7, "ana", "a test");
  }

  RunResult run(String day) {
    return runner.run(request(day), (_, event) -> events.add(event), cancellation);
  }

  RunResult resume(RunResult run, String day) {
    return runner.resume(run.run(), request(day), (_, event) -> events.add(event), cancellation);
  }

  /** How it stands with a day by what is known now. */
  Coverage.Standing standing(String day) {
    return coverage(_ -> true).of(DAILY.parse(day));
  }

  Coverage coverage(Predicate<Optional<DataInterval>> wanted) {
    var graph = graph();
    var pipeline =
        new Pipeline("shop", Optional.of(DAILY), graph, publish, Optional.empty(), joint);
    return Coverage.of(
        lake,
        lake.head(Ref.MAIN),
        journal,
        journal.newest(100),
        pipeline,
        wanted,
        engine.arrivals());
  }

  /** What readers of a branch see. */
  SortedMap<String, String> tables(String ref) {
    var tables = new TreeMap<String, String>();
    lake.entries(
        lake.head(ref),
        (key, entry) -> {
          if (key.kind() == EntryKey.Kind.RELATION && entry instanceof Entry.Table) {
            tables.put(key.toString(), FakeEngine.content(entry));
          }
        });
    return tables;
  }

  SortedMap<String, String> main() {
    return tables(Ref.MAIN);
  }

  List<String> branches() {
    return store.refs().stream().map(Ref::name).filter(n -> !n.equals(Ref.MAIN)).toList();
  }

  List<String> computed() {
    return engine.computed.stream().map(TableName::toString).sorted().toList();
  }

  private static final class NoProcesses implements ChildProcesses {
    @Override
    public String folder(StepTask task) {
      throw new AssertionError("no programs here");
    }

    @Override
    public Ended run(Program program, StepWatch watch) {
      throw new AssertionError("no programs here");
    }

    @Override
    public Result result(String folder, String name) {
      throw new AssertionError("no programs here");
    }

    @Override
    public void remove(String folder) {}
  }
}
