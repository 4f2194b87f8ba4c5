package dev.prunella.local.engine;

import dev.prunella.local.LocalLake;
import dev.prunella.local.diff.SharedColumns;
import dev.prunella.local.diff.SharedColumns.Difference;
import dev.prunella.local.duckdb.DuckDbException;
import dev.prunella.local.duckdb.QueryWatch;
import dev.prunella.pipeline.DataInterval;
import dev.prunella.pipeline.Engine;
import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.Judge;
import dev.prunella.pipeline.Materialization;
import dev.prunella.pipeline.RunId;
import dev.prunella.pipeline.Step;
import dev.prunella.pipeline.StepOutcome;
import dev.prunella.pipeline.StepTask;
import dev.prunella.pipeline.StepWatch;
import dev.prunella.pipeline.Verdict;
import dev.prunella.pipeline.Verdict.Standing;
import dev.prunella.refs.CommitInfo;
import dev.prunella.refs.Entry;
import dev.prunella.refs.Lake;
import dev.prunella.refs.Ref;
import dev.prunella.refs.TableName;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.jspecify.annotations.Nullable;

/**
 * Judges a model that was edited since main's table was made by it: the model as it was computes
 * the same interval from the same tables once more, and some intervals before it, and what the two
 * make is compared. An edit that changes nothing, or only adds columns, passes; one that changes
 * what known input gives, or cannot be compared, is for a person to say yes to. What has changed
 * nothing may do so on a later day: for a week of intervals the model as it was computes each of
 * them, too. Costs nothing where nothing was edited lately. Thread-safe.
 */
public final class EditJudge implements Judge {

  /** The name of its only rule. */
  public static final String RULE = "as-before-its-edit";

  /** The fact of a verdict that names the edit. */
  public static final String EDIT = "edit";

  /** A fact of a verdict: known input breaks a rule of the table by the model as it is now. */
  public static final String BREAKS = "breaks";

  private static final String BY = "judge";
  private static final String ASIDE = "as-it-was/";

  /** So many intervals before the run's are looked at as well: a week of days. */
  private static final int PAST = 7;

  private static final int MOST_COLUMNS = 5;

  /** Between what an edit is from and what it is to. */
  private static final String TO = " -> ";

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
     * @param edit as {@link #edit} has it
     */
    Optional<String> of(TableName table, String edit);
  }

  /**
   * @param standing of an edit that changes what known input gives, or of which nobody can tell
   */
  public EditJudge(LocalLake lake, Engine engine, Earlier earlier, Kept kept, Standing standing) {
    this.lake = lake;
    this.engine = engine;
    this.earlier = earlier;
    this.kept = kept;
    this.standing = standing;
  }

  /**
   * Names an edit, from what to what: a yes to it is none to the way back.
   *
   * @param was what the user had written, as {@link Step#code()} has it
   * @param is what it says now
   */
  public static String edit(String was, String is) {
    return was + TO + is;
  }

  /** Whether a name is that of an edit to what the user has written now. */
  public static boolean isTo(String edit, String is) {
    return edit.endsWith(TO + is);
  }

  /** The run that made a table by something else than what the user has written now. */
  public static Optional<RunId> madeOtherwise(Table table, String is) {
    return newest(
            table,
            snapshot -> {
              var code = snapshot.summary().get(StepSummary.CODE);
              return code != null && !code.equals(is);
            })
        .flatMap(EditJudge::run);
  }

  private static Optional<RunId> run(Snapshot snapshot) {
    return Optional.ofNullable(snapshot.summary().get(StepSummary.RUN)).flatMap(RunId::parse);
  }

  /** Names that a model is gone for good. */
  public static String deletion(String was) {
    return edit(was, "gone");
  }

  /** What the user had written for the step that wrote a table last; empty in old tables. */
  public static Optional<String> code(Table table) {
    return newest(table, Optional.empty())
        .map(snapshot -> snapshot.summary().get(StepSummary.CODE));
  }

  /**
   * Whether what the user had written for a step is what had made the table before this run; not
   * where nothing had, or nobody knows.
   *
   * @param made the table with what the task has made of it
   */
  public static boolean isAsItWas(StepTask task, Table made) {
    return newest(made, Optional.of(task.run()))
        .map(snapshot -> snapshot.summary().get(StepSummary.CODE))
        .filter(task.step().code()::equals)
        .isPresent();
  }

  @Override
  public boolean judges(Step step) {
    return compares(step);
  }

  /** Whether an edit of a step's model can be told by what it gives. */
  public static boolean compares(Step step) {
    // What gives other rows each time cannot be compared.
    return step.work() instanceof Step.Work.Sql && step.repeatable();
  }

  @Override
  public List<Verdict> judge(StepTask task, Entry made, StepWatch watch) {
    if (!(made instanceof Entry.Table entry)) {
      return List.of();
    }
    var table = lake.table(task.table().key(), entry);
    if (isAsItWas(task, table)) {
      return onProbation(task, table, watch);
    }
    var before = newest(table, Optional.of(task.run()));
    return judged(
        task,
        before,
        was ->
            isTakenBack(task, table, before.orElseThrow(), was, watch)
                ? Verdict.of(RULE, Standing.PASSED, "edited back to what it was a few days ago")
                : verdict(task, table, was, watch));
  }

  /**
   * An edit of the last intervals that went unnoticed, for it made no difference then. Where it did
   * somebody has seen it, and it is no matter any more.
   */
  private List<Verdict> onProbation(StepTask task, Table made, StepWatch watch) {
    var since = since(task, made, made.currentSnapshot(), task.step().code());
    var was =
        since
            .flatMap(edit -> run(edit.before()))
            .flatMap(run -> earlier.of(task.table(), run))
            .filter(step -> judges(step) && !step.code().equals(task.step().code()));
    if (was.isEmpty()
        || kept.of(task.table(), edit(was.get().code(), task.step().code())).isPresent()) {
      return List.of();
    }
    return differs(task, was.get(), Optional.of(made), watch)
        .filter(_ -> !showedOnMain(task, was.get(), since.get(), watch))
        .map(difference -> changed(task, was.get().code(), difference))
        .stream()
        .toList();
  }

  /** Whether it made a difference in what is published. */
  private boolean showedOnMain(StepTask task, Step was, SinceEdit since, StepWatch watch) {
    var published = task.onto(Ref.MAIN);
    return task.step().how() instanceof Materialization.Full
        ? differs(published, was, Optional.empty(), watch).isPresent()
        : since.intervals().stream()
            .anyMatch(i -> differs(published.over(i), was, Optional.empty(), watch).isPresent());
  }

  /** Whether an edit is taken back of which nothing was to be seen in what is published. */
  private boolean isTakenBack(
      StepTask task, Table made, Snapshot before, Step was, StepWatch watch) {
    return since(task, made, before, was.code())
        .filter(edit -> task.step().code().equals(edit.before().summary().get(StepSummary.CODE)))
        .filter(edit -> !showedOnMain(task, was, edit, watch))
        .isPresent();
  }

  /** In what two models differ; empty also where nobody can tell. */
  private Optional<Difference> differs(
      StepTask task, Step was, Optional<Table> made, StepWatch watch) {
    try (var old = aside(task, was, "was", watch);
        var young =
            made.isPresent() ? Aside.of(made.get()) : aside(task, task.step(), "is", watch)) {
      return watch.cancelled() || old.table().isEmpty() || young.table().isEmpty()
          ? Optional.empty()
          : Optional.of(difference(task, old.table().get(), young.table().get(), watch))
              .filter(difference -> !difference.keepsAll());
    }
  }

  /**
   * An edit of the last days.
   *
   * @param before what was written by another text
   * @param intervals that are known by which it was looked at: those written since, and a week
   *     before
   */
  private record SinceEdit(Snapshot before, List<DataInterval> intervals) {}

  /**
   * Since when a table is made by a text; empty where that is a week ago, or there are no
   * intervals.
   *
   * @param from the newest snapshot that is looked at
   */
  private static Optional<SinceEdit> since(
      StepTask task, Table made, @Nullable Snapshot from, String text) {
    var intervals = new LinkedHashSet<DataInterval>();
    Snapshot at = from;
    while (at != null && intervals.size() <= PAST) {
      var code = at.summary().get(StepSummary.CODE);
      if (code != null && !code.equals(text)) {
        task.interval().ifPresent(intervals::remove);
        if (intervals.isEmpty()) {
          return Optional.empty();
        }
        var first = intervals.stream().min(Comparator.naturalOrder()).orElseThrow();
        intervals.addAll(StepRows.written(made, first, PAST).keySet());
        return Optional.of(new SinceEdit(at, List.copyOf(intervals)));
      }
      Written.interval(at.summary()).ifPresent(intervals::add);
      at = at.parentId() == null ? null : made.snapshot(at.parentId());
    }
    return Optional.empty();
  }

  /**
   * The same by what main has, before anything is made by the edited model: the intervals before
   * the task's, or all of a table that is made as a whole. Nothing where nothing was edited.
   */
  public List<Verdict> replay(StepTask task, StepWatch watch) {
    var main = lake.lake().entry(lake.lake().head(Ref.MAIN), task.table().key());
    if (!(main.orElse(null) instanceof Entry.Table entry)) {
      return List.of();
    }
    var table = lake.table(task.table().key(), entry);
    return judged(task, newest(table, Optional.empty()), was -> replayed(task, table, was, watch));
  }

  /**
   * @param before what a step wrote last, by what may be another text
   */
  private List<Verdict> judged(
      StepTask task, Optional<Snapshot> before, Function<Step, Verdict> compare) {
    var known = before.map(snapshot -> snapshot.summary().get(StepSummary.CODE));
    if (before.isEmpty() || known.filter(task.step().code()::equals).isPresent()) {
      return List.of();
    }
    var was = run(before.get()).flatMap(run -> earlier.of(task.table(), run));
    if (was.isEmpty() && known.isEmpty()) {
      // Older than what is kept about steps.
      return List.of();
    }
    if (was.filter(this::judges).isEmpty()) {
      return List.of(
          doubtful(
              task,
              known.orElse(""),
              "edited, and what it was before cannot be computed any more"));
    }
    return was.get().code().equals(task.step().code())
        ? List.of()
        : List.of(compare.apply(was.get()));
  }

  /** The newest snapshot that a step wrote, of another run if one is named. */
  private static Optional<Snapshot> newest(Table table, Optional<RunId> otherThan) {
    return newest(
        table,
        snapshot ->
            snapshot.summary().containsKey(StepSummary.FINGERPRINT)
                && otherThan
                    .map(RunId::toString)
                    .filter(
                        Objects.requireNonNullElse(snapshot.summary().get(StepSummary.RUN), "")
                            ::equals)
                    .isEmpty());
  }

  private static Optional<Snapshot> newest(Table table, Predicate<Snapshot> isWanted) {
    Snapshot at = table.currentSnapshot();
    while (at != null && !isWanted.test(at)) {
      at = at.parentId() == null ? null : table.snapshot(at.parentId());
    }
    return Optional.ofNullable(at);
  }

  /**
   * Looks at the run's interval and at some before it: what an edit changes may be rare, and not
   * there today.
   */
  private Verdict verdict(StepTask task, Table made, Step was, StepWatch watch) {
    var today = compared(task, was, Optional.of(made), watch);
    if (today.isPresent()) {
      return today.get();
    }
    return earlier(task, made, was, watch).orElseGet(EditJudge::asBefore);
  }

  private Verdict replayed(StepTask task, Table main, Step was, StepWatch watch) {
    var against =
        task.step().how() instanceof Materialization.Full || task.interval().isEmpty()
            ? compared(task, was, Optional.empty(), watch)
            : earlier(task, main, was, watch);
    return against.orElseGet(EditJudge::asBefore);
  }

  private static Verdict asBefore() {
    return Verdict.of(RULE, Standing.PASSED, "edited; the same input gives the same");
  }

  /** Why an interval before the run's speaks against the edit. */
  private Optional<Verdict> earlier(StepTask task, Table made, Step was, StepWatch watch) {
    for (var interval : past(task, made)) {
      var then = compared(task.over(interval), was, Optional.empty(), watch);
      if (then.isPresent()) {
        return then;
      }
    }
    return Optional.empty();
  }

  private static List<DataInterval> past(StepTask task, Table made) {
    return task.interval().isEmpty() || task.step().how() instanceof Materialization.Full
        ? List.of()
        : List.copyOf(StepRows.written(made, task.interval().get(), PAST).keySet());
  }

  /**
   * Why an interval speaks against the edit, or cannot be compared; empty when all is as it was.
   *
   * @param made by the step as it is; computed if it is not there
   */
  private Optional<Verdict> compared(
      StepTask task, Step was, Optional<Table> made, StepWatch watch) {
    try (var old = aside(task, was, "was", watch);
        var young =
            made.isPresent() ? Aside.of(made.get()) : aside(task, task.step(), "is", watch)) {
      if (watch.cancelled()) {
        return Optional.of(
            Verdict.of(RULE, Standing.UNKNOWN, "nobody waited for what it was before its edit"));
      }
      if (old.table().isEmpty()) {
        return Optional.of(
            doubtful(
                task,
                was.code(),
                "edited, and as it was before it cannot be computed: " + old.why()));
      }
      if (young.table().isEmpty()) {
        var verdict =
            doubtful(
                task,
                was.code(),
                "edited, and an earlier interval cannot be computed by it: " + young.why());
        // Whoever changes how a table is kept may want a stricter rule than the past keeps.
        boolean breaks =
            young.why().equals(Fault.Kind.CONSTRAINT.words())
                && was.how().equals(task.step().how());
        return Optional.of(breaks ? breaking(verdict) : verdict);
      }
      var difference = difference(task, old.table().get(), young.table().get(), watch);
      return difference.keepsAll()
          ? Optional.empty()
          : Optional.of(changed(task, was.code(), difference));
    }
  }

  /** Ends what a process left behind that was killed while it compared. */
  public static void collect(Lake lake, Predicate<RunId> isAtWork) {
    for (var ref : lake.store().refs()) {
      if (ref.name().startsWith(ASIDE)
          && RunId.parse(ref.name().substring(ASIDE.length()).split("/", 2)[0])
              .filter(run -> !isAtWork.test(run))
              .isPresent()) {
        lake.delete(ref.name(), BY);
      }
    }
  }

  /** A table that was computed aside, on a branch that nobody sees; closing it ends it. */
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

  private Difference difference(StepTask task, Table was, Table made, StepWatch watch) {
    try (var lease = lake.duckDb().lease()) {
      var query = QueryWatch.over(lease.connection());
      try (var _ = watch.onCancel(query::interrupt)) {
        return new SharedColumns(query.connection(), lake.reader()).between(was, made);
      }
    } catch (SQLException e) {
      throw new DuckDbException(task.table() + " cannot be compared: " + e.getMessage(), e);
    }
  }

  private Verdict changed(StepTask task, String was, Difference difference) {
    return doubtful(
        task,
        was,
        "edited since main's was made: the same input"
            + task.intervalLabel().map(label -> " of " + label).orElse("")
            + " gives "
            + sentence(difference));
  }

  /** What is for a person to say yes to, unless somebody has. */
  private Verdict doubtful(StepTask task, String was, String sentence) {
    var edit = edit(was, task.step().code());
    var yes = kept.of(task.table(), edit);
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
        Map.of(EDIT, edit));
  }

  private static Verdict breaking(Verdict verdict) {
    var facts = new HashMap<>(verdict.facts());
    facts.put(BREAKS, "a rule");
    return new Verdict(
        verdict.rule(), verdict.standing(), verdict.sentence(), verdict.place(), facts);
  }

  private static String sentence(Difference difference) {
    var rows =
        difference.before() == difference.after()
            ? "%,d rows as before".formatted(difference.after())
            : "%,d rows where it gave %,d".formatted(difference.after(), difference.before());
    var columns =
        difference.columns().isEmpty() ? "" : ", and differs in " + list(difference.columns());
    var gone = difference.gone().isEmpty() ? "" : ", without " + list(difference.gone());
    return rows + columns + gone;
  }

  private static String list(List<String> columns) {
    var first = String.join(", ", columns.stream().limit(MOST_COLUMNS).toList());
    int more = columns.size() - MOST_COLUMNS;
    return more > 0 ? first + " and " + more + " more" : first;
  }
}
