package dev.prunella.local.process;

import dev.prunella.pipeline.ChildProcesses;
import dev.prunella.pipeline.StepTask;
import dev.prunella.pipeline.StepWatch;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps what programs print, beside passing it on. Thread-safe. */
public final class KeptOutput implements ChildProcesses {
  private final ChildProcesses programs;
  private final Printed printed;

  /** Whose folder is whose, until it is removed. */
  private final Map<String, StepTask> tasks = new ConcurrentHashMap<>();

  public KeptOutput(ChildProcesses programs, Printed printed) {
    this.programs = programs;
    this.printed = printed;
  }

  @Override
  public String folder(StepTask task) {
    var folder = programs.folder(task);
    tasks.put(folder, task);
    return folder;
  }

  @Override
  public Ended run(Program program, StepWatch watch) {
    var task = tasks.get(program.folder());
    if (task == null) {
      return programs.run(program, watch);
    }
    try (var writer = printed.writer(task.run(), task.table())) {
      return programs.run(program, also(watch, writer));
    }
  }

  private static StepWatch also(StepWatch watch, Printed.Writer writer) {
    return new StepWatch() {
      @Override
      public void progress(long rows, double share) {
        watch.progress(rows, share);
      }

      @Override
      public void log(String line) {
        writer.keep(line);
        watch.log(line);
      }

      @Override
      public boolean cancelled() {
        return watch.cancelled();
      }

      @Override
      public Registration onCancel(Runnable end) {
        return watch.onCancel(end);
      }
    };
  }

  @Override
  public Result result(String folder, String name) {
    return programs.result(folder, name);
  }

  @Override
  public void remove(String folder) {
    tasks.remove(folder);
    programs.remove(folder);
  }
}
