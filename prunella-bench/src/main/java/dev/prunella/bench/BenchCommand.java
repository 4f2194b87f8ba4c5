package dev.prunella.bench;

import dev.prunella.bench.anomalies.AnomaliesCommand;
import dev.prunella.bench.crash.CrashCommand;
import dev.prunella.bench.diagnose.DiagnoseBenchCommand;
import dev.prunella.bench.diagnose.TemplatesBenchCommand;
import dev.prunella.bench.errors.ErrorsBenchCommand;
import dev.prunella.bench.heal.HealCommand;
import dev.prunella.bench.heal.load.HealLoadCommand;
import dev.prunella.bench.heal.load.HealTimeCommand;
import dev.prunella.bench.lake.LakeBenchCommand;
import dev.prunella.bench.lineage.LineageBenchCommand;
import dev.prunella.bench.run.RunBenchCommand;
import dev.prunella.bench.serve.ServeLoadCommand;
import dev.prunella.bench.similar.SimilarBenchCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code prunella bench}: measures and torments Prunella itself. */
@Command(
    name = "bench",
    description = "Benchmarks and crash tests of Prunella itself.",
    subcommands = {
      LakeBenchCommand.class,
      RunBenchCommand.class,
      CrashCommand.class,
      AnomaliesCommand.class,
      ErrorsBenchCommand.class,
      HealCommand.class,
      HealLoadCommand.class,
      HealTimeCommand.class,
      DiagnoseBenchCommand.class,
      TemplatesBenchCommand.class,
      SimilarBenchCommand.class,
      LineageBenchCommand.class,
      ServeLoadCommand.class
    },
    mixinStandardHelpOptions = true)
final class BenchCommand implements Runnable {

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it calls us
  private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
