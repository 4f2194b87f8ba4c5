package dev.prunella.local.engine;

import dev.prunella.pipeline.DataInterval;
import dev.prunella.pipeline.RunId;
import dev.prunella.pipeline.StepTask;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.Table;

/** What a table's own snapshots tell of how its step was edited. No row is read. */
public final class Edits {
  /** Between what an edit is from and what it is to. */
  private static final String TO = " -> ";

  private Edits() {}

  /**
   * Names an edit, from what to what: a yes to it is none to the way back.
   *
   * @param was what the user had written, as {@link dev.prunella.pipeline.Step#code()} has it
   * @param is what it says now
   */
  public static String name(String was, String is) {
    return was + TO + is;
  }

  /** Whether a name is that of an edit to what the user has written now. */
  public static boolean isTo(String name, String is) {
    return name.endsWith(TO + is);
  }

  /** Names that a model is gone for good. */
  public static String deletion(String was) {
    return name(was, "gone");
  }

  /** What the user had written for the step that wrote a table last; empty in old tables. */
  public static Optional<String> code(Table table) {
    return StepSnapshot.bySteps(table).findFirst().flatMap(StepSnapshot::code);
  }

  /** What the user had written for the step when it last wrote an interval. */
  public static Optional<String> code(Table table, DataInterval interval) {
    return StepSnapshot.newestFirst(table)
        .filter(snapshot -> snapshot.isOf(interval))
        .findFirst()
        .flatMap(StepSnapshot::code);
  }

  /** The run that made a table by something else than what the user has written now. */
  public static Optional<RunId> madeOtherwise(Table table, String is) {
    return StepSnapshot.newestFirst(table)
        .filter(snapshot -> isByOther(snapshot, is))
        .findFirst()
        .flatMap(StepSnapshot::run);
  }

  /**
   * Whether what the user had written for a step is what had made the table before this run; not
   * where nothing had, or nobody knows.
   *
   * @param made the table with what the task has made of it
   */
  public static boolean isAsItWas(StepTask task, Table made) {
    return before(task, made)
        .flatMap(StepSnapshot::code)
        .filter(task.step().code()::equals)
        .isPresent();
  }

  /** What a step wrote last before this run. */
  static Optional<StepSnapshot> before(StepTask task, Table made) {
    return StepSnapshot.bySteps(made).filter(snapshot -> !snapshot.isBy(task.run())).findFirst();
  }

  /**
   * Since when a table is made by what a user has written.
   *
   * @param before what was written by another text
   * @param intervals by which an edit was looked at: those written since, and some before
   */
  record Since(StepSnapshot before, List<DataInterval> intervals) {}

  /**
   * An edit of the last intervals; empty where there are none, and where it is so many ago that it
   * has shown what it does.
   *
   * @param from the newest snapshot that is looked at
   * @param text that the table is made by since
   * @param most so many intervals, and as many before the edit
   */
  static Optional<Since> since(
      StepTask task, Table made, StepSnapshot from, String text, int most) {
    var intervals = new LinkedHashSet<DataInterval>();
    var history =
        StepSnapshot.newestFirst(made).dropWhile(snapshot -> snapshot.id() != from.id()).iterator();
    while (history.hasNext() && intervals.size() <= most) {
      var snapshot = history.next();
      if (isByOther(snapshot, text)) {
        task.interval().ifPresent(intervals::remove);
        if (intervals.isEmpty()) {
          return Optional.empty();
        }
        var first = intervals.stream().min(Comparator.naturalOrder()).orElseThrow();
        intervals.addAll(StepRows.written(made, first, most).keySet());
        return Optional.of(new Since(snapshot, List.copyOf(intervals)));
      }
      snapshot.interval().ifPresent(intervals::add);
    }
    return Optional.empty();
  }

  private static boolean isByOther(StepSnapshot snapshot, String text) {
    return snapshot.code().filter(code -> !code.equals(text)).isPresent();
  }
}
