package dev.prunella.local.engine;

import dev.prunella.local.LocalLake;
import dev.prunella.local.diff.SharedColumns;
import dev.prunella.local.duckdb.DuckDbException;
import dev.prunella.local.duckdb.QueryWatch;
import dev.prunella.pipeline.Engine;
import dev.prunella.pipeline.RunId;
import dev.prunella.pipeline.Step;
import dev.prunella.pipeline.StepOutcome;
import dev.prunella.pipeline.StepTask;
import dev.prunella.pipeline.StepWatch;
import dev.prunella.refs.CommitInfo;
import dev.prunella.refs.Entry;
import dev.prunella.refs.Lake;
import dev.prunella.refs.Ref;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.iceberg.Table;

/**
 * Computes a table by its model as it was before an edit, beside the model as it is, from the same
 * tables, and compares what the two make. What is computed lies on branches that nobody sees, and
 * is gone when it is compared. Thread-safe.
 */
final class ModelsSideBySide {
  private static final String BY = "judge";
  private static final String ASIDE = "as-it-was/";

  private final LocalLake lake;
  private final Engine engine;

  ModelsSideBySide(LocalLake lake, Engine engine) {
    this.lake = lake;
    this.engine = engine;
  }

  /** What two models make of the same input. */
  sealed interface Comparison {
    /** The same, and maybe columns that are new. */
    record Same() implements Comparison {}

    record Different(SharedColumns.Difference difference) implements Comparison {}

    /** The model as it was makes nothing of it. */
    record WasFails(String why) implements Comparison {}

    /** The model as it is makes nothing of it. */
    record IsFails(String why) implements Comparison {}

    /** Somebody ended it. */
    record NotWaitedFor() implements Comparison {}
  }

  /**
   * Compares the two over a task's interval.
   *
   * @param task of the step as it is
   * @param was the step as it was
   * @param made what the step as it is has made of it; computed if it is not there
   */
  Comparison compare(StepTask task, Step was, Optional<Table> made, StepWatch watch) {
    try (var old = aside(task, was, "was", watch);
        var young =
            made.isPresent() ? Aside.of(made.get()) : aside(task, task.step(), "is", watch)) {
      if (watch.cancelled()) {
        return new Comparison.NotWaitedFor();
      }
      if (old.table().isEmpty()) {
        return new Comparison.WasFails(old.why());
      }
      if (young.table().isEmpty()) {
        return new Comparison.IsFails(young.why());
      }
      var difference = difference(task, old.table().get(), young.table().get(), watch);
      return difference.keepsAll() ? new Comparison.Same() : new Comparison.Different(difference);
    }
  }

  /** Ends what a process left behind that was killed while it compared. */
  static void collect(Lake lake, Predicate<RunId> isAtWork) {
    for (var ref : lake.store().refs()) {
      if (ref.name().startsWith(ASIDE)
          && RunId.parse(ref.name().substring(ASIDE.length()).split("/", 2)[0])
              .filter(run -> !isAtWork.test(run))
              .isPresent()) {
        lake.delete(ref.name(), BY);
      }
    }
  }

  /** A table that was computed aside; closing it ends it. */
  private record Aside(Optional<Table> table, String why, Runnable end) implements AutoCloseable {
    static Aside of(Table table) {
      return new Aside(Optional.of(table), "", () -> {});
    }

    @Override
    public void close() {
      end.run();
    }
  }

  private Aside aside(StepTask task, Step step, String when, StepWatch watch) {
    var branch = ASIDE + task.run().number() + "/" + task.table() + "/" + when;
    lake.lake().store().ref(branch).ifPresent(_ -> lake.lake().delete(branch, BY));
    // From where the step itself began: the other tables as they are, its own as main has it.
    var base = lake.lake().head(task.branch());
    var own = lake.lake().entry(lake.lake().head(Ref.MAIN), task.table().key());
    lake.lake()
        .candidate(
            branch,
            base,
            Map.of(task.table().key(), own),
            CommitInfo.by(BY, task.table() + " beside its edit"));
    Runnable end = () -> lake.lake().delete(branch, BY);
    try {
      var again = again(task, step, branch);
      return switch (engine.compute(again, ((Step.Work.Sql) step.work()).text(), watch)) {
        case StepOutcome.Failed(var fault) ->
            new Aside(Optional.empty(), fault.kind().words(), end);
        case StepOutcome.Cancelled _ -> new Aside(Optional.empty(), "it was told to end", end);
        case StepOutcome.Done done ->
            done.after() instanceof Entry.Table table
                ? new Aside(Optional.of(lake.table(task.table().key(), table)), "", end)
                : new Aside(Optional.empty(), "it makes no table", end);
      };
    } catch (RuntimeException e) {
      end.run();
      throw e;
    }
  }

  private static StepTask again(StepTask task, Step step, String branch) {
    return new StepTask(
        branch,
        task.run(),
        step.within(task.step().limits()),
        task.interval(),
        task.calendar(),
        task.runAt(),
        task.seed(),
        "beside its edit " + task.fingerprint(),
        true);
  }

  private SharedColumns.Difference difference(
      StepTask task, Table was, Table made, StepWatch watch) {
    try (var lease = lake.duckDb().lease()) {
      var query = QueryWatch.over(lease.connection());
      try (var _ = watch.onCancel(query::interrupt)) {
        return new SharedColumns(query.connection(), lake.reader()).between(was, made);
      }
    } catch (SQLException e) {
      throw new DuckDbException(task.table() + " cannot be compared: " + e.getMessage(), e);
    }
  }
}
