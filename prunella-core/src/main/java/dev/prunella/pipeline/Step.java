package dev.prunella.pipeline;

import dev.prunella.contract.CodePlace;
import dev.prunella.contract.RowGuard;
import dev.prunella.refs.TableName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * One step of a pipeline: it produces one table.
 *
 * @param table what it produces
 * @param work how
 * @param how what becomes of the rows that were there
 * @param reads the tables it reads, each once; those of other pipelines and those that people made
 *     included
 * @param place where the user wrote it
 * @param code the address of everything that the user wrote for it: equal when nothing of it
 *     changed
 * @param repeatable whether equal inputs give equal rows; not so for {@code random()} or {@code
 *     now()}
 * @param promises what its table must keep before it may be published
 * @param corrections of single intervals
 */
public record Step(
    TableName table,
    Work work,
    Materialization how,
    List<TableName> reads,
    CodePlace place,
    String code,
    boolean repeatable,
    SortedSet<String> tags,
    String description,
    StepLimits limits,
    Promises promises,
    List<Correction> corrections) {

  /** What a step does. */
  public sealed interface Work {
    /** One SELECT. */
    record Sql(String text) implements Work {}

    /**
     * A Python program of the project, in a process of its own; tables come and go as files.
     *
     * @param text the program
     */
    record Python(String text, Exchange exchange) implements Work {}

    /**
     * Any program; tables come and go as files.
     *
     * @param command the program and its arguments, never a shell's line
     */
    record Command(List<String> command, Exchange exchange) implements Work {
      public Command {
        command = List.copyOf(command);
      }
    }

    /** Rows from outside the lake. */
    record Load(Source.Declared source) implements Work {}
  }

  /** The files by which tables are handed to programs. */
  public enum Exchange {
    PARQUET,
    CSV,
    JSON_LINES
  }

  /** With no promises. */
  public Step(
      TableName table,
      Work work,
      Materialization how,
      List<TableName> reads,
      CodePlace place,
      String code,
      boolean repeatable,
      SortedSet<String> tags,
      String description,
      StepLimits limits) {
    this(
        table,
        work,
        how,
        reads,
        place,
        code,
        repeatable,
        tags,
        description,
        limits,
        Promises.NONE,
        List.of());
  }

  public Step {
    corrections = List.copyOf(corrections);
    reads = List.copyOf(reads);
    tags = Collections.unmodifiableSortedSet(new TreeSet<>(tags));
  }

  /** The same with these promises. */
  public Step promising(Promises other) {
    return with(limits, other, corrections);
  }

  /** The same with these corrections, and no others. */
  public Step corrected(List<Correction> others) {
    return with(limits, promises, others);
  }

  /** The same with other limits. */
  public Step within(StepLimits other) {
    return with(other, promises, corrections);
  }

  /** The same that loads from elsewhere, or in another way. */
  public Step loading(Source.Declared other) {
    return with(new Work.Load(other), limits, promises, corrections);
  }

  private Step with(StepLimits other, Promises promised, List<Correction> corrected) {
    return with(work, other, promised, corrected);
  }

  private Step with(Work working, StepLimits other, Promises promised, List<Correction> corrected) {
    return new Step(
        table,
        working,
        how,
        reads,
        place,
        code,
        repeatable,
        tags,
        description,
        other,
        promised,
        corrected);
  }

  /** The same with these promises, of which joint ones are asked when they can be. */
  public Step promising(Promises other, List<JointCheck> joint) {
    return promising(other.askedAfter(this, joint));
  }

  /**
   * What lays failing rows aside: by the contract, and by corrections as long as the contract does
   * not say itself what becomes of such rows.
   */
  public List<RowGuard> guards() {
    var guards = new ArrayList<>(promises.guards());
    for (var correction : corrections) {
      if (correction.effect() instanceof Correction.Effect.LayAside(var rule, var maxShare)) {
        promises.checks().stream()
            .filter(check -> check.id().equals(rule) && check.onFailure().leavesItToRemedies())
            .flatMap(check -> check.guard(maxShare).stream())
            .forEach(guards::add);
      }
    }
    return guards;
  }

  /** Where rows are laid aside: beside the table, in its namespace. */
  public TableName quarantine() {
    return quarantineOf(table);
  }

  /** Where rows of a table are laid aside. */
  public static TableName quarantineOf(TableName table) {
    var parts = new ArrayList<>(table.parts());
    parts.set(parts.size() - 1, parts.getLast() + "__quarantine");
    return new TableName(parts);
  }

  /** The column by which the rows of an interval are known, where there is one. */
  public Optional<String> intervalColumn() {
    if (work instanceof Work.Load(var source) && source.byInterval()) {
      return Optional.of(Source.INTERVAL);
    }
    return how instanceof Materialization.IntervalBy(var column, var _)
        ? Optional.of(column)
        : Optional.empty();
  }

  public boolean loads() {
    return work instanceof Work.Load;
  }

  /** The kind of work in one word, for people. */
  public String kind() {
    return switch (work) {
      case Work.Sql _ -> "sql";
      case Work.Python _ -> "python";
      case Work.Command _ -> "command";
      case Work.Load _ -> "source";
    };
  }

  /** As it is for an interval: its corrections are those, and no others. */
  Step forInterval(Optional<String> label) {
    return corrections.isEmpty()
        ? this
        : corrected(corrections.stream().filter(c -> c.interval().equals(label)).toList());
  }

  /** As it is for what its source brings: corrections that are about other bytes are none. */
  Step forBatch(Batch brought) {
    return corrections.isEmpty()
        ? this
        : corrected(corrections.stream().filter(c -> c.covers(brought)).toList());
  }
}
