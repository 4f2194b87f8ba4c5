package dev.prunella.local.engine;

import dev.prunella.local.LocalLake;
import dev.prunella.local.Secrets;
import dev.prunella.pipeline.Cancellation;
import dev.prunella.pipeline.StepOutcome;
import dev.prunella.pipeline.StepWatch;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;

/**
 * A process that does one step and ends: the order comes as the first line of standard input, the
 * outcome goes as the last line of standard output. When standard input ends, whoever asked is
 * gone, and so is this process.
 */
final class EngineProcess {
  private EngineProcess() {}

  static void main() throws IOException {
    // What a library prints must not be taken for an answer.
    var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    System.setOut(System.err);
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    var line = in.readLine();
    if (line == null) {
      return;
    }
    var request = ChildMessages.request(ChildMessages.JSON.readTree(line));
    var cancellation = new Cancellation();
    Thread.ofPlatform().daemon().name("parent").start(() -> follow(in, cancellation));
    var watch = new Watch(out, cancellation);
    var answer = answer(request, watch);
    watch.end();
    out.println(answer);
    out.flush();
    // Not what still waits for the parent, nor a thread of a library, keeps this alive.
    Runtime.getRuntime().halt(0);
  }

  private static String answer(ChildMessages.Request request, StepWatch watch) {
    try (var lake =
            LocalLake.open(request.lake(), new Secrets(request.secrets()), Clock.systemUTC());
        var engine = new DuckDbEngine(lake, DuckDbEngine.limits(request.lake(), 1, 0))) {
      return switch (request.order()) {
        case ChildMessages.Order.Compute(var task, var select) ->
            ChildMessages.answer(engine.compute(task, select, watch));
        case ChildMessages.Order.Ingest(var task, var source, var batch) ->
            ChildMessages.answer(engine.ingest(task, source, batch, watch));
        case ChildMessages.Order.Export(var task, var table, var format, var file) ->
            ChildMessages.answer(engine.export(task, table, format, file, watch));
      };
    } catch (RuntimeException e) {
      return ChildMessages.answer(new StepOutcome.Failed(Faults.of(request.order().task(), e)));
    }
  }

  private static void follow(BufferedReader in, Cancellation cancellation) {
    try {
      for (var line = in.readLine(); line != null; line = in.readLine()) {
        if (line.equals(ChildMessages.CANCEL)) {
          cancellation.cancel();
        }
      }
    } catch (IOException e) {
      System.err.println("the parent cannot be heard any more: " + e.getMessage());
    }
    Runtime.getRuntime().halt(1);
  }

  private static final class Watch implements StepWatch {
    private final PrintStream out;
    private final Cancellation cancellation;
    private boolean ended;

    Watch(PrintStream out, Cancellation cancellation) {
      this.out = out;
      this.cancellation = cancellation;
    }

    synchronized void end() {
      ended = true;
    }

    @Override
    public synchronized void progress(long rows, double share) {
      if (!ended) {
        out.println(ChildMessages.progress(rows, share));
      }
    }

    @Override
    public void log(String line) {
      System.err.println(line);
    }

    @Override
    public boolean cancelled() {
      return cancellation.isCancelled();
    }

    @Override
    public Registration onCancel(Runnable end) {
      return cancellation.register(end);
    }
  }
}
