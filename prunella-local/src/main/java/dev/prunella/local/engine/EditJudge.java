package dev.prunella.local.engine;

import dev.prunella.local.LocalLake;
import dev.prunella.local.diff.SharedColumns;
import dev.prunella.local.diff.SharedColumns.Difference;
import dev.prunella.local.duckdb.DuckDbException;
import dev.prunella.local.duckdb.QueryWatch;
import dev.prunella.pipeline.Engine;
import dev.prunella.pipeline.Judge;
import dev.prunella.pipeline.RunId;
import dev.prunella.pipeline.Step;
import dev.prunella.pipeline.StepOutcome;
import dev.prunella.pipeline.StepTask;
import dev.prunella.pipeline.StepWatch;
import dev.prunella.pipeline.Verdict;
import dev.prunella.pipeline.Verdict.Standing;
import dev.prunella.refs.CommitInfo;
import dev.prunella.refs.Entry;
import dev.prunella.refs.Ref;
import dev.prunella.refs.TableName;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;

/**
 * Judges a model that was edited since main's table was made by it: the model as it was computes
 * the same interval from the same tables once more, and what the two make is compared. An edit that
 * changes nothing, or only adds columns, passes; one that changes what known input gives is for a
 * person to say yes to. Costs nothing where nothing was edited. Thread-safe.
 */
public final class EditJudge implements Judge {

  /** The name of its only rule. */
  public static final String RULE = "as-before-its-edit";

  private static final int MOST_COLUMNS = 5;

  private final LocalLake lake;
  private final Engine engine;
  private final Earlier earlier;
  private final Kept kept;
  private final Standing standing;

  /** Steps as they were. */
  public interface Earlier {
    /** A table's step as a run had it; empty where nobody knows. */
    Optional<Step> of(TableName table, RunId run);
  }

  /** Edits that people have said yes to. */
  public interface Kept {
    /**
     * Who did, and why; empty when nobody has.
     *
     * @param code of the step, as {@link Step#code()} has it
     */
    Optional<String> of(TableName table, String code);
  }

  /**
   * @param standing of an edit that changes what known input gives
   */
  public EditJudge(LocalLake lake, Engine engine, Earlier earlier, Kept kept, Standing standing) {
    this.lake = lake;
    this.engine = engine;
    this.earlier = earlier;
    this.kept = kept;
    this.standing = standing;
  }

  @Override
  public boolean judges(Step step) {
    // What gives other rows each time cannot be compared.
    return step.work() instanceof Step.Work.Sql && step.repeatable();
  }

  @Override
  public List<Verdict> judge(StepTask task, Entry made, StepWatch watch) {
    if (!(made instanceof Entry.Table entry)) {
      return List.of();
    }
    var table = lake.table(task.table().key(), entry);
    var before = before(table, task.run());
    if (before.isEmpty()
        || task.step().code().equals(before.get().summary().get(StepSummary.CODE))) {
      return List.of();
    }
    var was =
        Optional.ofNullable(before.get().summary().get(StepSummary.RUN))
            .flatMap(RunId::parse)
            .flatMap(run -> earlier.of(task.table(), run))
            .filter(this::judges);
    if (was.isEmpty() || was.get().code().equals(task.step().code())) {
      return List.of();
    }
    return List.of(verdict(task, table, was.get(), watch));
  }

  /** The snapshot in which the table was before the run. */
  private static Optional<Snapshot> before(Table table, RunId run) {
    Snapshot at = table.currentSnapshot();
    while (at != null
        && (!at.summary().containsKey(StepSummary.FINGERPRINT)
            || run.toString().equals(at.summary().get(StepSummary.RUN)))) {
      at = at.parentId() == null ? null : table.snapshot(at.parentId());
    }
    return Optional.ofNullable(at);
  }

  private Verdict verdict(StepTask task, Table made, Step was, StepWatch watch) {
    var branch = "as-it-was/" + task.run().number() + "/" + task.table();
    lake.lake().store().ref(branch).ifPresent(_ -> lake.lake().delete(branch, "judge"));
    // From where the step itself began: the other tables as they are, its own as main has it.
    var base = lake.lake().head(task.branch());
    var own = lake.lake().entry(lake.lake().head(Ref.MAIN), task.table().key());
    lake.lake()
        .candidate(
            branch,
            base,
            Map.of(task.table().key(), own),
            CommitInfo.by("judge", task.table() + " as it was before its edit"));
    try {
      var again = asItWas(task, was, branch);
      return switch (engine.compute(again, ((Step.Work.Sql) was.work()).text(), watch)) {
        case StepOutcome.Failed(var fault) ->
            passed("edited; as it was before it cannot be run any more: " + fault.kind().words());
        case StepOutcome.Cancelled _ ->
            Verdict.of(RULE, Standing.UNKNOWN, "nobody waited for what it was before its edit");
        case StepOutcome.Done done ->
            done.after() instanceof Entry.Table old
                ? compared(task, lake.table(task.table().key(), old), made, watch)
                : passed("edited; it made no table before");
      };
    } finally {
      lake.lake().delete(branch, "judge");
    }
  }

  private static StepTask asItWas(StepTask task, Step was, String branch) {
    return new StepTask(
        branch,
        task.run(),
        was.within(task.step().limits()),
        task.interval(),
        task.calendar(),
        task.runAt(),
        task.seed(),
        "as it was " + task.fingerprint(),
        true);
  }

  private Verdict compared(StepTask task, Table was, Table made, StepWatch watch) {
    try (var lease = lake.duckDb().lease()) {
      var query = QueryWatch.over(lease.connection());
      try (var _ = watch.onCancel(query::interrupt)) {
        var difference =
            new SharedColumns(query.connection(), lake.reader()).between(was, made, column -> true);
        return difference.keepsAll()
            ? passed(
                difference.added().isEmpty()
                    ? "edited; the same input gives the same"
                    : "edited; it adds " + list(difference.added()) + ", the rest is the same")
            : changed(task, difference);
      }
    } catch (SQLException e) {
      throw new DuckDbException(task.table() + " cannot be compared: " + e.getMessage(), e);
    }
  }

  private Verdict changed(StepTask task, Difference difference) {
    var sentence = sentence(difference);
    var facts =
        Map.of(
            "code", task.step().code(),
            "rows before", Long.toString(difference.before()),
            "rows", Long.toString(difference.after()));
    var yes = kept.of(task.table(), task.step().code());
    return new Verdict(
        RULE,
        yes.isPresent() ? Standing.PASSED : standing,
        yes.map(who -> "kept by " + who + "; " + sentence)
            .orElse(
                sentence
                    + (standing.holds()
                        ? "; if that is meant: prunella keep "
                            + task.table()
                            + " --why '...', and run again"
                        : "")),
        Optional.of(task.step().place()),
        facts);
  }

  private static String sentence(Difference difference) {
    var rows =
        difference.before() == difference.after()
            ? "%,d rows as before".formatted(difference.after())
            : "%,d rows where it gave %,d".formatted(difference.after(), difference.before());
    var columns =
        difference.columns().isEmpty() ? "" : ", and differs in " + list(difference.columns());
    var gone = difference.gone().isEmpty() ? "" : ", without " + list(difference.gone());
    return "edited since main's was made: the same input gives " + rows + columns + gone;
  }

  private static String list(List<String> columns) {
    var first = String.join(", ", columns.stream().limit(MOST_COLUMNS).toList());
    int more = columns.size() - MOST_COLUMNS;
    return more > 0 ? first + " and " + more + " more" : first;
  }

  private static Verdict passed(String sentence) {
    return Verdict.of(RULE, Standing.PASSED, sentence);
  }
}
