package dev.prunella.local.process;

import dev.prunella.pipeline.Cancellation;
import dev.prunella.pipeline.StepWatch;
import java.util.ArrayList;
import java.util.List;

/** Looks on, and remembers what was printed. */
final class Bystander implements StepWatch {
  private final Cancellation cancellation = new Cancellation();
  private final List<String> lines = new ArrayList<>();

  void cancel() {
    cancellation.cancel();
  }

  synchronized List<String> lines() {
    return List.copyOf(lines);
  }

  @Override
  public void progress(long rows, double share) {}

  @Override
  public synchronized void log(String line) {
    lines.add(line);
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
