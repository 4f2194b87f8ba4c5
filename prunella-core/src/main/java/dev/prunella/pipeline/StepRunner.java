package dev.prunella.pipeline;

import dev.prunella.pipeline.Fault.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Carries out one step, whatever its kind: computes a model, loads a source, or hands tables to a
 * program and takes its result back. Thread-safe.
 */
public final class StepRunner {
  private static final String PROGRAM = "step.py";
  private static final String RESULT = "output";

  private final Engine engine;
  private final Fetcher fetcher;
  private final ChildProcesses processes;
  private final List<String> python;

  /**
   * Through these ports.
   *
   * @param python the command that runs a Python program, without the program itself
   */
  public StepRunner(Engine engine, Fetcher fetcher, ChildProcesses processes, List<String> python) {
    this.engine = engine;
    this.fetcher = fetcher;
    this.processes = processes;
    this.python = List.copyOf(python);
  }

  Engine engine() {
    return engine;
  }

  /**
   * Carries out a step; empty when it is a load whose source brings what it brought before.
   *
   * @param before what the source brought for a result that can be taken again
   */
  Optional<StepOutcome> carryOut(StepTask task, Optional<Batch> before, StepWatch watch) {
    return task.step().work() instanceof Step.Work.Load(var source)
        ? load(task, source, before, watch)
        : Optional.of(make(task, watch));
  }

  private StepOutcome make(StepTask task, StepWatch watch) {
    return switch (task.step().work()) {
      case Step.Work.Sql(var text) -> engine.compute(task, text, watch);
      case Step.Work.Load _ -> throw new IllegalArgumentException("a load makes nothing");
      case Step.Work.Python(var text, var exchange) -> {
        var command = new ArrayList<>(python);
        command.add(PROGRAM);
        yield program(task, command, Map.of(PROGRAM, text), exchange, watch);
      }
      case Step.Work.Command(var command, var exchange) ->
          program(task, command, Map.of(), exchange, watch);
    };
  }

  private Optional<StepOutcome> load(
      StepTask task, Source.Declared source, Optional<Batch> before, StepWatch watch) {
    return switch (fetcher.fetch(task, source, watch)) {
      case Fetcher.Fetched.Got(var batch) ->
          before.filter(b -> b.id().equals(batch.id())).isPresent()
              ? Optional.empty()
              : Optional.of(told(engine.ingest(task.bringing(batch), source, batch, watch), batch));
      case Fetcher.Fetched.Failed(var fault) -> Optional.of(ended(fault, watch));
    };
  }

  /** What could not be loaded is known again when the source brings the same once more. */
  private static StepOutcome told(StepOutcome outcome, Batch batch) {
    return outcome instanceof StepOutcome.Failed(var fault)
        ? new StepOutcome.Failed(fault.with(Fault.BATCH, batch.id()))
        : outcome;
  }

  private StepOutcome program(
      StepTask task,
      List<String> command,
      Map<String, String> files,
      Step.Exchange exchange,
      StepWatch watch) {
    var folder = processes.folder(task);
    try {
      for (var table : task.step().reads()) {
        var file = folder + "/" + table + "." + ending(exchange);
        switch (engine.export(task, table, exchange, file, watch)) {
          case Engine.Exported.Done _ -> {}
          case Engine.Exported.Failed(var fault) -> {
            return ended(fault, watch);
          }
        }
      }
      var program =
          new ChildProcesses.Program(
              command,
              folder,
              task.step().place(),
              files,
              environment(task, exchange),
              task.step().limits());
      return switch (processes.run(program, watch)) {
        case ChildProcesses.Ended.Well() -> result(task, folder, watch);
        case ChildProcesses.Ended.Badly(var fault) -> ended(fault, watch);
      };
    } finally {
      processes.remove(folder);
    }
  }

  private StepOutcome result(StepTask task, String folder, StepWatch watch) {
    return switch (processes.result(folder, RESULT)) {
      case ChildProcesses.Result.File(var path) -> {
        var part = new Batch.Part(RESULT, "", 0, path);
        yield engine.ingest(task, produced(path), new Batch(List.of(part), task.runAt()), watch);
      }
      case ChildProcesses.Result.Nothing() -> noResult(task, "left no file " + RESULT + ".*");
      case ChildProcesses.Result.Several(var names) ->
          noResult(task, "left more than one result: " + String.join(", ", names));
    };
  }

  private static StepOutcome noResult(StepTask task, String what) {
    return new StepOutcome.Failed(
        Fault.of(
                Kind.MISSING,
                "the program ended well, but " + what,
                "write the rows to the file that $PRUNELLA_OUTPUT names, and to no other")
            .at(task.step().place()));
  }

  /** What a program made is taken as it is; nobody declared its columns. */
  private static Source.Declared produced(String path) {
    var kind =
        path.endsWith(".parquet")
            ? Source.Format.Kind.PARQUET
            : path.endsWith(".csv") ? Source.Format.Kind.CSV : Source.Format.Kind.JSON;
    return new Source.Declared(
        new Source.Files(path),
        Source.Format.of(kind),
        List.of(),
        false,
        Source.OnEmpty.ALLOW,
        Source.OnNewColumn.FAIL,
        Optional.empty());
  }

  private static StepOutcome ended(Fault fault, StepWatch watch) {
    return watch.cancelled() ? new StepOutcome.Cancelled() : new StepOutcome.Failed(fault);
  }

  private static Map<String, String> environment(StepTask task, Step.Exchange exchange) {
    var environment = new HashMap<String, String>();
    environment.put("PRUNELLA_TABLE", task.table().toString());
    environment.put("PRUNELLA_RUN", task.run().toString());
    environment.put("PRUNELLA_RUN_AT", task.runAt().toString());
    environment.put("PRUNELLA_SEED", Long.toString(task.seed()));
    environment.put("PRUNELLA_OUTPUT", RESULT + "." + ending(exchange));
    task.interval()
        .ifPresent(
            interval -> {
              environment.put("PRUNELLA_INTERVAL_START", interval.start().toString());
              environment.put("PRUNELLA_INTERVAL_END", interval.end().toString());
            });
    task.intervalLabel().ifPresent(label -> environment.put("PRUNELLA_INTERVAL", label));
    return environment;
  }

  private static String ending(Step.Exchange exchange) {
    return switch (exchange) {
      case PARQUET -> "parquet";
      case CSV -> "csv";
      case JSON_LINES -> "jsonl";
    };
  }
}
