package dev.prunella.local.process;

import dev.prunella.contract.CodePlace;
import dev.prunella.local.SomeTask;
import dev.prunella.local.secrets.Redaction;
import dev.prunella.pipeline.ChildProcesses.Program;
import dev.prunella.pipeline.StepLimits;
import dev.prunella.pipeline.StepWatch;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A process that starts a long program, tells so, and is killed meanwhile. */
final class DyingParent {
  private DyingParent() {}

  public static void main(String[] args) {
    var processes =
        new LocalProcesses(
            Path.of(args[0]), System.getenv(), new Redaction(), ProgramBounds.DEFAULT);
    var program =
        new Program(
            List.of("sh", "-c", "echo the program runs; sleep 300"),
            processes.folder(SomeTask.of("x")),
            CodePlace.file("x.py"),
            Map.of(),
            Map.of(),
            StepLimits.DEFAULT);
    processes.run(program, new Printing());
  }

  private static final class Printing implements StepWatch {
    @Override
    public void progress(long rows, double share) {}

    @Override
    public void log(String line) {
      System.out.println(line);
    }

    @Override
    public boolean cancelled() {
      return false;
    }

    @Override
    public Registration onCancel(Runnable end) {
      return () -> {};
    }
  }
}
