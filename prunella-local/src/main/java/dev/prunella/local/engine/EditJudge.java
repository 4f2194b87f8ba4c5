package dev.prunella.local.engine;

import dev.prunella.local.LocalLake;
import dev.prunella.local.diff.SharedColumns.Difference;
import dev.prunella.local.engine.ModelsSideBySide.Comparison;
import dev.prunella.pipeline.DataInterval;
import dev.prunella.pipeline.Engine;
import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.Judge;
import dev.prunella.pipeline.Materialization;
import dev.prunella.pipeline.RunId;
import dev.prunella.pipeline.Step;
import dev.prunella.pipeline.StepTask;
import dev.prunella.pipeline.StepWatch;
import dev.prunella.pipeline.Verdict;
import dev.prunella.pipeline.Verdict.Standing;
import dev.prunella.refs.Entry;
import dev.prunella.refs.Lake;
import dev.prunella.refs.Ref;
import dev.prunella.refs.TableName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.iceberg.Table;

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

  /** So many intervals before the run's are looked at as well: a week of days. */
  private static final int PAST = 7;

  private static final int MOST_COLUMNS = 5;

  private final LocalLake lake;
  private final ModelsSideBySide models;
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
     * @param edit as {@link Edits#name} has it
     */
    Optional<String> of(TableName table, String edit);
  }

  /**
   * @param standing of an edit that changes what known input gives, or of which nobody can tell
   */
  public EditJudge(LocalLake lake, Engine engine, Earlier earlier, Kept kept, Standing standing) {
    this.lake = lake;
    this.models = new ModelsSideBySide(lake, engine);
    this.earlier = earlier;
    this.kept = kept;
    this.standing = standing;
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
    var before = Edits.before(task, table);
    if (before.isEmpty()) {
      return List.of();
    }
    if (Edits.isAsItWas(task, table)) {
      return onProbation(task, table, watch);
    }
    return judged(
        task,
        before.get(),
        was ->
            isTakenBack(task, table, before.get(), was, watch)
                ? Verdict.of(RULE, Standing.PASSED, "edited back to what it was a few days ago")
                : verdict(task, table, was, watch));
  }

  /**
   * An edit of the last intervals that went unnoticed, for it made no difference then. Where it did
   * somebody has seen it, and it is no matter any more.
   */
  private List<Verdict> onProbation(StepTask task, Table made, StepWatch watch) {
    var since =
        StepSnapshot.current(made)
            .flatMap(newest -> Edits.since(task, made, newest, task.step().code(), PAST));
    var was =
        since
            .flatMap(edit -> edit.before().run())
            .flatMap(run -> earlier.of(task.table(), run))
            .filter(step -> judges(step) && !step.code().equals(task.step().code()));
    if (was.isEmpty()
        || kept.of(task.table(), Edits.name(was.get().code(), task.step().code())).isPresent()) {
      return List.of();
    }
    return differs(task, was.get(), Optional.of(made), watch)
        .filter(_ -> !showedOnMain(task, was.get(), since.get(), watch))
        .map(difference -> changed(task, was.get().code(), difference))
        .stream()
        .toList();
  }

  /** Whether it made a difference in what is published. */
  private boolean showedOnMain(StepTask task, Step was, Edits.Since since, StepWatch watch) {
    var published = task.onto(Ref.MAIN);
    return task.step().how() instanceof Materialization.Full
        ? differs(published, was, Optional.empty(), watch).isPresent()
        : since.intervals().stream()
            .anyMatch(i -> differs(published.over(i), was, Optional.empty(), watch).isPresent());
  }

  /** Whether an edit is taken back of which nothing was to be seen in what is published. */
  private boolean isTakenBack(
      StepTask task, Table made, StepSnapshot before, Step was, StepWatch watch) {
    return Edits.since(task, made, before, was.code(), PAST)
        .filter(edit -> edit.before().code().filter(task.step().code()::equals).isPresent())
        .filter(edit -> !showedOnMain(task, was, edit, watch))
        .isPresent();
  }

  /** In what two models differ; empty also where nobody can tell. */
  private Optional<Difference> differs(
      StepTask task, Step was, Optional<Table> made, StepWatch watch) {
    return models.compare(task, was, made, watch) instanceof Comparison.Different(var difference)
        ? Optional.of(difference)
        : Optional.empty();
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
    return StepSnapshot.bySteps(table)
        .findFirst()
        .map(newest -> judged(task, newest, was -> replayed(task, table, was, watch)))
        .orElse(List.of());
  }

  /**
   * @param before what a step wrote last, by what may be another text
   */
  private List<Verdict> judged(
      StepTask task, StepSnapshot before, Function<Step, Verdict> compare) {
    var known = before.code();
    if (known.filter(task.step().code()::equals).isPresent()) {
      return List.of();
    }
    var was = before.run().flatMap(run -> earlier.of(task.table(), run));
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
    return switch (models.compare(task, was, made, watch)) {
      case Comparison.Same() -> Optional.empty();
      case Comparison.Different(var difference) ->
          Optional.of(changed(task, was.code(), difference));
      case Comparison.NotWaitedFor() ->
          Optional.of(
              Verdict.of(RULE, Standing.UNKNOWN, "nobody waited for what it was before its edit"));
      case Comparison.WasFails(var why) ->
          Optional.of(
              doubtful(
                  task, was.code(), "edited, and as it was before it cannot be computed: " + why));
      case Comparison.IsFails(var why) -> Optional.of(failing(task, was, why));
    };
  }

  private Verdict failing(StepTask task, Step was, String why) {
    var verdict =
        doubtful(
            task, was.code(), "edited, and an earlier interval cannot be computed by it: " + why);
    // Whoever changes how a table is kept may want a stricter rule than the past keeps.
    return why.equals(Fault.Kind.CONSTRAINT.words()) && was.how().equals(task.step().how())
        ? breaking(verdict)
        : verdict;
  }

  /** Ends what a process left behind that was killed while it compared. */
  public static void collect(Lake lake, Predicate<RunId> isAtWork) {
    ModelsSideBySide.collect(lake, isAtWork);
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
    var edit = Edits.name(was, task.step().code());
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
