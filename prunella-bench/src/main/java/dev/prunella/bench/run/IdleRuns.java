package dev.prunella.bench.run;

import dev.prunella.pipeline.Batch;
import dev.prunella.pipeline.Cancellation;
import dev.prunella.pipeline.ChildProcesses;
import dev.prunella.pipeline.Engine;
import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.Fetcher;
import dev.prunella.pipeline.RunEvent;
import dev.prunella.pipeline.RunLimits;
import dev.prunella.pipeline.RunListener;
import dev.prunella.pipeline.Runner;
import dev.prunella.pipeline.Source;
import dev.prunella.pipeline.Step;
import dev.prunella.pipeline.StepOutcome;
import dev.prunella.pipeline.StepRunner;
import dev.prunella.pipeline.StepTask;
import dev.prunella.pipeline.StepWatch;
import dev.prunella.refs.Commit;
import dev.prunella.refs.Entry;
import dev.prunella.refs.TableName;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Runs of an engine that claims to be done at once, and never publishes what it claims. */
final class IdleRuns {
  private static final Fault NOT_HERE =
      Fault.of(Fault.Kind.REFUSED, "this engine only pretends", "use a real one");

  private final BenchProject project;

  IdleRuns(BenchProject project) {
    this.project = project;
  }

  /** Nanoseconds from the run's opening to the last step's entry in its journal. */
  long run() {
    var workspace = project.workspace;
    var steps = new StepRunner(new Idle(), (_, _, _) -> failed(), new NoProcesses(), List.of());
    var lake = workspace.lake().lake();
    var runner = new Runner(lake, steps, workspace.journal(), Clock.systemUTC(), RunLimits.DEFAULT);
    var cancellation = new Cancellation();
    int all = project.graph().inOrder().size();
    long start = System.nanoTime();
    var last = new Last(all, cancellation);
    runner.run(project.request(project.graph(), Optional.empty(), false), last, cancellation);
    if (last.seen < all) {
      throw new IllegalStateException("only " + last.seen + " of " + all + " steps were done");
    }
    return last.at - start;
  }

  private static Fetcher.Fetched failed() {
    return new Fetcher.Fetched.Failed(NOT_HERE);
  }

  /** Ends the run after the last step, for there is nothing that readers should see. */
  private static final class Last implements RunListener {
    private final int all;
    private final Cancellation cancellation;
    private int seen;
    private long at;

    Last(int all, Cancellation cancellation) {
      this.all = all;
      this.cancellation = cancellation;
    }

    @Override
    public void happened(dev.prunella.pipeline.RunId run, RunEvent event) {
      if (event instanceof RunEvent.StepDone && ++seen == all) {
        at = System.nanoTime();
        cancellation.cancel();
      }
    }
  }

  private static final class Idle implements Engine {
    @Override
    public StepOutcome compute(StepTask task, String select, StepWatch watch) {
      var entry = new Entry.Table("uuid-" + task.table(), "file:/nowhere/" + task.table());
      return new StepOutcome.Done(Optional.empty(), entry, 0, 0, Optional.empty());
    }

    @Override
    public StepOutcome ingest(StepTask task, Source.Declared source, Batch batch, StepWatch watch) {
      return new StepOutcome.Failed(NOT_HERE);
    }

    @Override
    public Exported export(
        StepTask task, TableName table, Step.Exchange format, String file, StepWatch watch) {
      return new Exported.Failed(NOT_HERE);
    }

    @Override
    public Optional<String> fingerprint(Commit at, TableName table) {
      return Optional.empty();
    }

    @Override
    public void close() {}
  }

  private static final class NoProcesses implements ChildProcesses {
    @Override
    public String folder(StepTask task) {
      throw new UnsupportedOperationException(NOT_HERE.message());
    }

    @Override
    public Ended run(Program program, StepWatch watch) {
      return new Ended.Badly(NOT_HERE);
    }

    @Override
    public Result result(String folder, String name) {
      return new Result.Nothing();
    }

    @Override
    public void remove(String folder) {}
  }
}
