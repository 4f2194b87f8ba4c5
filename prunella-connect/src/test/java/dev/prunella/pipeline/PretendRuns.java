package dev.prunella.pipeline;

import dev.prunella.refs.Lake;
import dev.prunella.refs.TableName;
import java.util.function.Consumer;

/**
 * Real runs, by core's runner, of steps that only write text: core's own test world, opened for
 * tests outside its package.
 */
public final class PretendRuns {
  private final World world = new World();

  /** A source, a model that reads it, and a model that reads that. */
  public PretendRuns() {
    world.source("orders");
    model("clean", "select secret-1 from orders", "orders");
    model("daily", "select day, sum(amount) as amount from clean group by day", "clean");
  }

  public void model(String table, String sql, String... reads) {
    world.model(table, sql, reads);
  }

  public Pipeline pipeline() {
    return world.request("2026-11-21").pipeline();
  }

  public Lake lake() {
    return world.lake;
  }

  public void fail(String table) {
    world.engine.failing.add(TableName.of(table));
  }

  public void heal(String table) {
    world.engine.failing.remove(TableName.of(table));
  }

  /** Something happens while a step works, each time. */
  public void during(String table, Consumer<StepTask> what) {
    world.engine.first.put(TableName.of(table), what);
  }

  public void cancel() {
    world.cancellation.cancel();
  }

  public RunResult run(RunListener listener) {
    return world.runner.run(world.request("2026-11-21"), listener, world.cancellation);
  }

  public RunResult resume(RunResult run, RunListener listener) {
    return world.runner.resume(
        run.run(), world.request("2026-11-21"), listener, world.cancellation);
  }

  public RunEvent.Opened opened(RunResult run) {
    return (RunEvent.Opened) world.journal.events(run.run()).getFirst();
  }
}
