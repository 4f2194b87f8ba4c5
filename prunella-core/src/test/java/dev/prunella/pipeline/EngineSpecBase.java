package dev.prunella.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.contract.CodePlace;
import dev.prunella.pipeline.Fault.Kind;
import dev.prunella.refs.Commit;
import dev.prunella.refs.TableName;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** What the specs of engines have in common: a world, steps and their outcomes. */
@Timeout(120)
abstract class EngineSpecBase {
  static final ZoneId UTC = ZoneId.of("UTC");
  static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  static final Calendar DAILY = new Calendar(Calendar.Rhythm.DAILY, UTC);
  static final Instant RUN_AT = Instant.parse("2026-11-22T02:47:00Z");
  static final Materialization FULL = new Materialization.Full();
  static final Materialization APPEND = new Materialization.Append();
  static final String RUN = "run/7/1";

  EngineWorld world;

  /** A fresh lake with a branch {@code main}, and an engine over it. */
  protected abstract EngineWorld create() throws Exception;

  @BeforeEach
  void begin() throws Exception {
    world = create();
    world.lake().createBranch(RUN, world.lake().head("main"), "spec");
  }

  @AfterEach
  void end() throws Exception {
    world.close();
  }

  // ---- tasks

  static Step sql(String table, String text, Materialization how) {
    return step(table, new Step.Work.Sql(text), how, StepLimits.DEFAULT);
  }

  static Step step(String table, Step.Work work, Materialization how, StepLimits limits) {
    return new Step(
        TableName.parse(table),
        work,
        how,
        List.of(),
        CodePlace.file("models/" + table + ".sql"),
        "code",
        true,
        new TreeSet<>(),
        "",
        limits);
  }

  static StepTask task(Step step) {
    return new StepTask(
        RUN, new RunId(7), step, Optional.empty(), Optional.empty(), RUN_AT, 42, "print-1");
  }

  static StepTask task(Step step, Calendar calendar, String interval) {
    return new StepTask(
        RUN,
        new RunId(7),
        step,
        calendar.parse(interval),
        Optional.of(calendar),
        RUN_AT,
        42,
        "print-" + interval);
  }

  static StepTask inRun(StepTask task, long run) {
    return new StepTask(
        task.branch(),
        new RunId(run),
        task.step(),
        task.interval(),
        task.calendar(),
        task.runAt(),
        task.seed(),
        task.fingerprint(),
        task.again());
  }

  static StepTask again(StepTask task) {
    return new StepTask(
        task.branch(),
        task.run(),
        task.step(),
        task.interval(),
        task.calendar(),
        task.runAt(),
        task.seed(),
        task.fingerprint(),
        true);
  }

  static String day(int day) {
    return LocalDate.of(2026, 1, day).toString();
  }

  // ---- doing

  StepOutcome compute(StepTask task) {
    var text = ((Step.Work.Sql) task.step().work()).text();
    return world.engine().compute(task, text, StepWatch.nobody());
  }

  StepOutcome.Done done(StepOutcome outcome) {
    assertThat(outcome).isInstanceOf(StepOutcome.Done.class);
    return (StepOutcome.Done) outcome;
  }

  Fault fault(StepOutcome outcome) {
    assertThat(outcome).isInstanceOf(StepOutcome.Failed.class);
    return ((StepOutcome.Failed) outcome).fault();
  }

  StepOutcome.Done full(String table, String text) {
    return done(compute(task(sql(table, text, FULL))));
  }

  StepOutcome.Done on(String interval, String table, String text, Materialization how) {
    return done(compute(task(sql(table, text, how), DAILY, interval)));
  }

  /** What fails leaves the branch where it was. */
  Fault failsAndCommitsNothing(StepTask task) {
    var before = head();
    var fault = fault(compute(task));
    assertThat(head()).isEqualTo(before);
    return fault;
  }

  Commit head() {
    return world.lake().head(RUN);
  }

  long commitsSince(Commit before) {
    return world.lake().log(head().id()).takeWhile(c -> !c.id().equals(before.id())).count();
  }

  List<String> rows(String select) {
    return world.rows(RUN, select);
  }

  // ---- batches

  static Source.Declared source(Source.Format.Kind kind, Source.Column... columns) {
    return new Source.Declared(
        new Source.Files("landing/*"),
        Source.Format.of(kind),
        List.of(columns),
        true,
        Source.OnEmpty.KEEP_LAST_GOOD,
        Source.OnNewColumn.FAIL,
        Optional.empty());
  }

  static Source.Declared with(Source.Declared source, Source.Format format) {
    return new Source.Declared(
        source.from(),
        format,
        source.columns(),
        source.byInterval(),
        source.onEmpty(),
        source.onNewColumn(),
        source.owner());
  }

  static Source.Declared with(
      Source.Declared source, Source.OnEmpty empty, Source.OnNewColumn newColumn) {
    return new Source.Declared(
        source.from(),
        source.format(),
        source.columns(),
        source.byInterval(),
        empty,
        newColumn,
        source.owner());
  }

  static Source.Declared whole(Source.Declared source) {
    return new Source.Declared(
        source.from(),
        source.format(),
        source.columns(),
        false,
        source.onEmpty(),
        source.onNewColumn(),
        source.owner());
  }

  Batch batch(String name, String text) throws Exception {
    return batch(name, text.getBytes(StandardCharsets.UTF_8));
  }

  Batch batch(String name, byte[] bytes) throws Exception {
    var parts = new ArrayList<Batch.Part>();
    var hash = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    parts.add(new Batch.Part(name, hash, bytes.length, world.file(hash, bytes)));
    return new Batch(parts, RUN_AT);
  }

  static Batch together(Batch... batches) {
    var parts = new ArrayList<Batch.Part>();
    for (var batch : batches) {
      parts.addAll(batch.parts());
    }
    return new Batch(parts, RUN_AT);
  }

  static StepTask load(String table, Source.Declared source, Calendar calendar, String interval) {
    return task(
        step(table, new Step.Work.Load(source), FULL, StepLimits.DEFAULT), calendar, interval);
  }

  StepOutcome ingest(String interval, Source.Declared source, Batch batch) {
    return ingest(DAILY, interval, source, batch);
  }

  StepOutcome ingest(Calendar calendar, String interval, Source.Declared source, Batch batch) {
    return ingest(load("raw.orders", source, calendar, interval), source, batch);
  }

  StepOutcome ingest(StepTask task, Source.Declared source, Batch batch) {
    return world.engine().ingest(task, source, batch, StepWatch.nobody());
  }

  Fault refuses(String interval, Source.Declared source, Batch batch, Kind kind) {
    return refuses(DAILY, interval, source, batch, kind);
  }

  Fault refuses(
      Calendar calendar, String interval, Source.Declared source, Batch batch, Kind kind) {
    var before = head();
    var fault = fault(ingest(calendar, interval, source, batch));
    assertThat(fault.kind()).describedAs(fault.toString()).isEqualTo(kind);
    assertThat(probe(calendar, interval, source, batch).map(Fault::kind)).contains(kind);
    assertThat(head()).isEqualTo(before);
    return fault;
  }

  Optional<Fault> probe(Calendar calendar, String interval, Source.Declared source, Batch batch) {
    return world
        .engine()
        .probe(
            again(load("raw.orders", source, calendar, interval)),
            source,
            batch,
            StepWatch.nobody());
  }
}
