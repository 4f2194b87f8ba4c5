package dev.prunella.local.engine;

import dev.prunella.local.LocalLake;
import dev.prunella.local.duckdb.Manifests;
import dev.prunella.local.duckdb.Scan;
import dev.prunella.local.duckdb.ScanRequest;
import dev.prunella.local.duckdb.StatementException;
import dev.prunella.local.duckdb.TableWriter;
import dev.prunella.local.duckdb.WriteRequest;
import dev.prunella.local.gc.Leases;
import dev.prunella.pipeline.Batch;
import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.Fault.Kind;
import dev.prunella.pipeline.Materialization;
import dev.prunella.pipeline.Quarantined;
import dev.prunella.pipeline.StepOutcome;
import dev.prunella.pipeline.StepTask;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.OverwriteFiles;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SnapshotUpdate;
import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Types.NestedField;

/**
 * Puts the rows of a query into a step's table, as its materialization says, in one commit. What it
 * reads and where it writes is known before the query runs, so that the DuckDB instance can be
 * locked down to that.
 */
final class StepWrite implements AutoCloseable {

  /**
   * What is written.
   *
   * @param summary what the table's snapshot will say
   * @param newColumnsBefore the column before which added columns are put
   */
  record Rows(
      String query,
      Schema schema,
      Map<String, String> summary,
      Optional<Batch> batch,
      boolean mayBeEmpty,
      Optional<String> newColumnsBefore) {}

  private final LocalLake lake;
  private final StepSession session;
  private final StepTask task;
  private final Materialization how;
  private final Target target;
  private final Leases.Held lease;
  private final TableWriter writer;
  private final Table place;
  private final Path newRows;
  private final Path keptRows;
  private final List<Scan> read = new ArrayList<>();
  private final Optional<Quarantine> quarantine;
  private Room room = Room.NONE;
  private long leftOut;

  /** How many of them already were when rows were laid aside. */
  private long leftOutBefore;

  StepWrite(
      LocalLake lake,
      StepSession session,
      StepTask task,
      Materialization how,
      Target target,
      Leases.Held lease) {
    this.lake = lake;
    this.session = session;
    this.task = task;
    this.how = how;
    this.target = target;
    this.lease = lease;
    this.writer = lake.writer();
    this.place = target.place();
    this.newRows = writer.stagingFolder(place);
    this.keptRows = writer.stagingFolder(place);
    this.quarantine =
        task.step().guards().isEmpty()
            ? Optional.empty()
            : Optional.of(new Quarantine(lake, session.connection(), task));
  }

  /** Finds what has to make room, as far as that is known before the rows are. */
  void prepare() throws SQLException {
    if (target.there().isEmpty()) {
      return;
    }
    var there = target.there().get();
    requireMadeAlike(there);
    switch (how) {
      case Materialization.Full() -> {}
      case Materialization.Append() -> room = Room.ofFiles(addedBefore(there));
      case Materialization.IntervalBy(var column, var _) -> {
        if (task.step().loads()) {
          OtherCalendar.requireNone(session.connection(), lake.reader(), task, there);
        }
        if (there.schema().caseInsensitiveFindField(column) != null) {
          var range = IntervalRange.of(task, there.schema(), column);
          room = Room.of(session.connection(), lake.reader(), there, range);
          room.kept().ifPresent(kept -> read.add(kept.scan()));
        }
      }
      case Materialization.MergeBy _ ->
          // Which of its files are read is known when the keys are.
          read.add(lake.reader().scan(session.connection(), there, ScanRequest.everything()));
    }
  }

  /** Rows that were made otherwise would stay among the new ones, and nothing would tell them. */
  private void requireMadeAlike(Table there) {
    var before = StepSummary.materialized(there);
    if (how instanceof Materialization.Full
        || before.isEmpty()
        || before.get().equalsIgnoreCase(StepSummary.kept(how))) {
      return;
    }
    throw new FaultException(
        Fault.of(
                Kind.CONSTRAINT,
                "%s was made '%s', and is now to be made '%s': its rows of before would stay among the new ones"
                    .formatted(task.table(), before.get(), StepSummary.kept(how)),
                "make it as before; or prunella table drop "
                    + task.table()
                    + ", and backfill it from its first interval")
            .at(task.step().place())
            .with("before", before.get()));
  }

  private List<DataFile> addedBefore(Table there) {
    var last = StepSummary.lastFor(task, there);
    if (last.isEmpty()) {
      return List.of();
    }
    var added = last.get().added(there);
    var live =
        Room.locations(
            Room.plan(there, Expressions.alwaysTrue()).stream().map(t -> t.file()).toList());
    if (!live.containsAll(Room.locations(added))) {
      throw new FaultException(
          Kind.CONFLICT,
          "what "
              + task.table()
              + " got for this interval before cannot be taken back: its files were rewritten meanwhile",
          "delete the interval's rows by hand, or make the table again in full");
    }
    return added;
  }

  /** Rows of the table itself that are read again. */
  long rowsRead() {
    return read.stream().mapToLong(Scan::recordsBeforeDeletes).sum();
  }

  /** Beside the files of the query's own tables. */
  List<Path> readable() {
    return read.stream().flatMap(scan -> scan.files().stream()).distinct().toList();
  }

  List<Path> writable() {
    var writable = new ArrayList<>(List.of(newRows, keptRows));
    quarantine.ifPresent(q -> writable.add(q.writable()));
    return writable;
  }

  StepOutcome.Done run(Rows given) throws SQLException {
    return switch (how) {
      case Materialization.IntervalBy(var column, var outside) -> {
        var range = IntervalRange.of(task, given.schema(), column);
        if (outside == Materialization.Outside.DROP && !task.step().loads()) {
          yield dropping(given, range);
        }
        var rows = split(given, given.query());
        yield task.step().loads() ? write(rows, rows.query(), range) : inside(rows, range);
      }
      case Materialization.MergeBy(var key, var newest) ->
          merge(split(given, given.query()), key, newest);
      case Materialization.Full _, Materialization.Append _ -> {
        var rows = split(given, given.query());
        yield write(
            rows, rows.query(), rows.schema(), PartitionSpec.unpartitioned(), Optional.empty());
      }
    };
  }

  /**
   * Reads all that a load of an interval writes, as it is written, and writes nothing; fails where
   * {@link #run} would.
   */
  void read(Rows given, Materialization.IntervalBy by) throws SQLException {
    var range = IntervalRange.of(task, given.schema(), by.column());
    var rows = split(given, given.query());
    var table = begin(rows, rows.schema(), range.partitions(rows.schema())).table();
    long count = writer.read(session.connection(), table, request(rows.query(), rows.schema()));
    requireSome(rows, count);
    session.requireGoing();
    requireAll(count);
  }

  private static WriteRequest request(String query, Schema schema) {
    return WriteRequest.of(query).giving(schema.columns().stream().map(NestedField::name).toList());
  }

  /**
   * Without the rows of other intervals: they go before any is laid aside, for they are nobody's
   * here, and no share is counted of them. A row that does not say of which interval it is may
   * still break a rule that has it laid aside.
   */
  private StepOutcome.Done dropping(Rows given, IntervalRange range) throws SQLException {
    var kept = new KeptRows(session.connection());
    kept.compute(given.query());
    leftOut = kept.remove("NOT coalesce(" + range.sql() + ", " + quarantine.isPresent() + ")");
    var rows = split(given, "SELECT * FROM " + kept.name());
    if (quarantine.isEmpty()) {
      return write(rows, rows.query(), range);
    }
    var good = new KeptRows(session.connection());
    good.compute(rows.query());
    leftOut += good.remove("NOT coalesce(" + range.sql() + ", false)");
    return write(rows, "SELECT * FROM " + good.name(), range);
  }

  /** Lays rows aside, where the contract asks for that. */
  private Rows split(Rows rows, String query) throws SQLException {
    return quarantine.isPresent()
        ? split(rows, query, quarantine.get())
        : new Rows(
            query,
            rows.schema(),
            rows.summary(),
            rows.batch(),
            rows.mayBeEmpty(),
            rows.newColumnsBefore());
  }

  private Rows split(Rows rows, String query, Quarantine quarantine) throws SQLException {
    leftOutBefore = leftOut;
    var kept = quarantine.split(query, rows.schema());
    var summary = new LinkedHashMap<>(rows.summary());
    summary.put(StepSummary.GIVEN, Long.toString(leftOut + quarantine.all()));
    summary.put(StepSummary.QUARANTINED, Long.toString(quarantine.aside()));
    if (quarantine.overShare() > 0) {
      summary.put(StepSummary.OVER_SHARE, Long.toString(quarantine.overShare()));
    }
    return new Rows(
        kept,
        rows.schema(),
        summary,
        rows.batch(),
        rows.mayBeEmpty() || quarantine.aside() > 0,
        rows.newColumnsBefore());
  }

  private StepOutcome.Done inside(Rows rows, IntervalRange range) throws SQLException {
    var outside = new OutsideRows(task, range, rows.query());
    try {
      return write(rows, outside.refused(), range);
    } catch (StatementException e) {
      if (OutsideRows.isCause(e.error())) {
        session.requireGoing();
        throw new FaultException(outside.fault(session.connection()));
      }
      throw e;
    }
  }

  private StepOutcome.Done write(Rows rows, String query, IntervalRange range) throws SQLException {
    return write(rows, query, rows.schema(), range.partitions(rows.schema()), Optional.of(range));
  }

  private StepOutcome.Done merge(Rows rows, List<String> names, Optional<String> newest)
      throws SQLException {
    var key = Columns.require(rows.schema(), task.table(), names);
    var keyed = new KeyedRows(session.connection(), task.table(), key);
    keyed.compute(rows.query());
    keyed.requireKey();
    if (target.there().isPresent()) {
      var there = target.there().get();
      Columns.require(there.schema(), task.table(), names);
      if (newest.isPresent()) {
        Columns.require(rows.schema(), task.table(), List.of(newest.get()));
        leftOut = keyed.keepNewest(lake.reader(), there, newest.get());
      } else {
        var later = StepSummary.later(task, there);
        if (later.isPresent()) {
          var label = task.intervalLabel().orElse("this interval");
          keyed.requireNoChange(lake.reader(), there, later.get(), label);
        }
      }
      room = keyed.room(lake.reader(), there);
    }
    return write(
        rows,
        keyed.query(),
        Columns.withKey(rows.schema(), names),
        PartitionSpec.unpartitioned(),
        Optional.empty());
  }

  /**
   * Writes and commits.
   *
   * @param schema of the query's columns
   * @param within in which range all of the query's rows lie
   */
  private StepOutcome.Done write(
      Rows rows,
      String query,
      Schema schema,
      PartitionSpec partitions,
      Optional<IntervalRange> within)
      throws SQLException {
    var transaction = begin(rows, schema, partitions);
    var table = transaction.table();
    var request =
        request(query, schema)
            .inOnePartition(within.filter(r -> isOnePartition(r, table)).isPresent());
    var added = writer.write(session.connection(), table, request, newRows);
    long count = added.stream().mapToLong(DataFile::recordCount).sum();
    requireSome(rows, count);
    var kept =
        room.kept().isPresent()
            ? writer.write(
                session.connection(), table, WriteRequest.of(room.kept().get().query()), keptRows)
            : List.<DataFile>of();
    session.requireGoing();
    lease.requireHeld();
    requireAll(count);
    var summary = new LinkedHashMap<>(rows.summary());
    summary.put(StepSummary.MATERIALIZED, StepSummary.kept(how));
    if (leftOut > 0) {
      summary.put(StepSummary.LEFT_OUT, Long.toString(leftOut));
    }
    commit(transaction, summary, added, kept);
    var aside =
        quarantine.isPresent() ? quarantine.get().write(writer) : Optional.<Quarantined>empty();
    return new StepOutcome.Done(
        target.before(),
        target.after(lake),
        count,
        added.stream().mapToLong(DataFile::fileSizeInBytes).sum(),
        rows.batch(),
        aside,
        leftOut);
  }

  private void requireSome(Rows rows, long count) {
    if (count == 0 && !rows.mayBeEmpty()) {
      throw new FaultException(
          Fault.of(
                  Kind.NO_ROWS,
                  from(rows).map(files -> files + ": ").orElse("")
                      + "no rows came for "
                      + task.table()
                      + "; what was there stays",
                  "look at the source, or say 'on_empty: allow' where an interval may be empty")
              .at(task.step().place()));
    }
  }

  /** What came is written or laid aside, to the row. */
  private void requireAll(long written) {
    if (quarantine.isPresent() && !(how instanceof Materialization.MergeBy)) {
      var q = quarantine.get();
      long given = leftOutBefore + q.all();
      if (written + q.aside() + leftOut != given) {
        throw new FaultException(
            Kind.CONSTRAINT,
            "%s: of %d rows, %d would be written, %d laid aside and %d left out"
                .formatted(task.table(), given, written, q.aside(), leftOut),
            "let the query give only rows of the interval");
      }
    }
  }

  /** The files that were read, for people. */
  private static Optional<String> from(Rows rows) {
    return rows.batch()
        .map(batch -> batch.parts().stream().map(Batch.Part::name).toList())
        .filter(names -> !names.isEmpty())
        .map(
            names ->
                names.getFirst()
                    + (names.size() == 1 ? "" : " and " + (names.size() - 1) + " more"));
  }

  private boolean isOnePartition(IntervalRange range, Table table) {
    return range.isOnePartition(table.spec(), table.schema(), task.step().loads());
  }

  private Transaction begin(Rows rows, Schema schema, PartitionSpec partitions) {
    if (target.there().isEmpty()) {
      return target.create(schema, partitions, place.location());
    }
    var there = target.there().get().schema();
    return target.change(
        how instanceof Materialization.Full
            ? Columns.replace(there, rows.schema())
            : Columns.extend(there, rows.schema(), task.table(), rows.newColumnsBefore()));
  }

  private void commit(
      Transaction transaction,
      Map<String, String> summary,
      List<DataFile> added,
      List<DataFile> kept) {
    if (target.there().isEmpty() || isPlainAppend()) {
      var append = transaction.newAppend();
      added.forEach(append::appendFile);
      commit(transaction, append, summary);
    } else {
      var overwrite = transaction.newOverwrite();
      added.forEach(overwrite::addFile);
      kept.forEach(overwrite::addFile);
      guard(overwrite);
      commit(transaction, overwrite, summary);
    }
    transaction.commitTransaction();
  }

  private boolean isPlainAppend() {
    return how instanceof Materialization.Append && room.files().isEmpty();
  }

  /** Takes the old rows away, if they are still those that were seen. */
  private void guard(OverwriteFiles overwrite) {
    target.snapshot().ifPresent(overwrite::validateFromSnapshot);
    room.files().forEach(overwrite::deleteFile);
    switch (how) {
      case Materialization.Full() ->
          overwrite
              .overwriteByRowFilter(Expressions.alwaysTrue())
              .conflictDetectionFilter(Expressions.alwaysTrue())
              .validateNoConflictingData();
      case Materialization.Append() -> {}
      case Materialization.IntervalBy(var column, var _) -> {
        var there = target.there().orElseThrow().schema();
        overwrite
            .conflictDetectionFilter(
                there.caseInsensitiveFindField(column) == null
                    ? Expressions.alwaysTrue()
                    : IntervalRange.of(task, there, column).expression())
            .validateNoConflictingData();
      }
      case Materialization.MergeBy _ ->
          overwrite.conflictDetectionFilter(Expressions.alwaysTrue()).validateNoConflictingData();
    }
    overwrite.validateNoConflictingDeletes();
  }

  private static void commit(
      Transaction transaction, SnapshotUpdate<?> update, Map<String, String> summary) {
    Manifests.of(transaction.table(), update);
    summary.forEach(update::set);
    update.commit();
  }

  @Override
  public void close() {
    room.close();
    read.forEach(Scan::close);
  }
}
