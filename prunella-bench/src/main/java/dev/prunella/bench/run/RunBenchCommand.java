package dev.prunella.bench.run;

import dev.prunella.bench.Report;
import dev.prunella.bench.TemporaryFolder;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code prunella bench run}: what a run of a pipeline costs. */
@Command(
    name = "run",
    description = {
      "Times the demo's pipeline against the same SQL in bare DuckDB on the same files, a wide table",
      "bare and judged by a contract and its history, steps with nothing to do, a DAG of many",
      "steps, and a backfill of many intervals."
    },
    footer = {
      "",
      "Times are in milliseconds, ratios are of medians of runs made in turn. 0 leaves a part out.",
      "Example: prunella bench run --rows 1000000 --rounds 5 --intervals 0 --json"
    },
    mixinStandardHelpOptions = true)
public final class RunBenchCommand implements Callable<Integer> {

  @Option(
      names = "--rows",
      description = "Rows of the demo's day that is compared (default: ${DEFAULT-VALUE}).")
  private long rows = 10_000_000;

  @Option(
      names = "--rounds",
      description =
          "How often the pipeline is compared; small steps are timed ten times as often"
              + " (default: ${DEFAULT-VALUE}).")
  private int rounds = 5;

  @Option(
      names = "--judged-rows",
      description =
          "Rows of the day of 20 columns that is run bare and judged (default: ${DEFAULT-VALUE}).")
  private long judgedRows = 1_000_000;

  @Option(names = "--steps", description = "Steps of the DAG (default: ${DEFAULT-VALUE}).")
  private int steps = 500;

  @Option(
      names = "--no-small",
      negatable = true,
      description = "Leaves out the steps with nothing to do.")
  private boolean small = true;

  @Option(names = "--intervals", description = "Days of the backfill (default: ${DEFAULT-VALUE}).")
  private int intervals = 1_000;

  @Option(
      names = "--seed",
      description = "For the values of the generated rows (default: ${DEFAULT-VALUE}).")
  private long seed = 1;

  @Option(
      names = "--dir",
      description = "Where the temporary lakes are made (default: the temporary folder).")
  private @Nullable Path dir;

  @Option(names = "--json", description = "One JSON document instead of a table.")
  private boolean json;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it calls us
  private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    if (rows < 0 || judgedRows < 0 || rounds < 1 || steps < 0 || intervals < 0) {
      throw new ParameterException(
          spec.commandLine(), "--rounds must be at least 1, the others not negative");
    }
    try (var folder = TemporaryFolder.in(Optional.ofNullable(dir))) {
      Report.print(spec.commandLine().getOut(), json, measure(folder.path()));
    }
    return 0;
  }

  private Map<String, Object> measure(Path folder) throws Exception {
    var out = new LinkedHashMap<String, Object>(Report.machine());
    out.put("seed", seed);
    out.put("rounds", rounds);
    if (small) {
      say("steps with nothing to do");
      out.put("small", SmallSteps.report(folder.resolve("small"), 10 * rounds, seed));
    }
    if (steps > 0) {
      say("a DAG of " + steps + " steps");
      out.put("many_steps", ManySteps.report(folder.resolve("steps"), steps, seed));
    }
    if (intervals > 0) {
      say(intervals + " days of a small pipeline");
      out.put("many_intervals", ManyIntervals.report(folder.resolve("days"), intervals, seed));
    }
    if (rows > 0) {
      say("the demo's pipeline with " + rows + " rows, against bare DuckDB");
      out.put("pipeline", new RetailRatio(folder, rows, rounds, seed).report());
    }
    if (judgedRows > 0) {
      say(judgedRows + " rows of 20 columns, bare and judged");
      out.put(
          "judged", new JudgedRatio(folder.resolve("judged"), judgedRows, rounds, seed).report());
    }
    out.put("load_at_the_end", Report.load());
    return out;
  }

  private void say(String what) {
    PrintWriter err = spec.commandLine().getErr();
    err.println("bench run: " + what + " ...");
    err.flush();
  }
}
