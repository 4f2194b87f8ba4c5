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

  StepOutcome carryOut(StepTask task, StepWatch watch) {
    return switch (task.step().work()) {
      case Step.Work.Sql(var text) -> engine.compute(task, text, watch);
      case Step.Work.Load(var source) -> load(task, source, watch);
      case Step.Work.Python(var text, var exchange) -> {
        var command = new ArrayList<>(python);
        command.add(PROGRAM);
        yield program(task, command, Map.of(PROGRAM, text), exchange, watch);
      }
      case Step.Work.Command(var command, var exchange) ->
          program(task, command, Map.of(), exchange, watch);
    };
  }

  private StepOutcome load(StepTask task, Source.Declared source, StepWatch watch) {
    return switch (fetcher.fetch(task, source, watch)) {
      case Fetcher.Fetched.Got(var batch) -> engine.ingest(task, source, batch, watch);
      case Fetcher.Fetched.Failed(var fault) -> ended(fault, watch);
    };
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
              command, folder, files, environment(task, exchange), task.step().limits());
      return switch (processes.run(program, watch)) {
        case ChildProcesses.Ended.Well() -> result(task, folder, watch);
        case ChildProcesses.Ended.Badly(var fault) -> ended(fault, watch);
      };
    } finally {
      processes.remove(folder);
    }
  }

  private StepOutcome result(StepTask task, String folder, StepWatch watch) {
    var file = processes.result(folder, RESULT);
    if (file.isEmpty()) {
      return new StepOutcome.Failed(
          Fault.of(
                  Kind.MISSING,
                  "the program ended well, but left no file " + RESULT + ".*",
                  "write the rows to the file that $PRUNELLA_OUTPUT names")
              .at(task.step().place()));
    }
    var path = file.get();
    var part = new Batch.Part(RESULT, "", 0, path);
    return engine.ingest(task, produced(path), new Batch(List.of(part), task.runAt()), watch);
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
