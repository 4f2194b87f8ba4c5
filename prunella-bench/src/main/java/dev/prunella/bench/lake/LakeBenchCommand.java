package dev.prunella.bench.lake;

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
import picocli.CommandLine.Spec;

/** {@code prunella bench lake}: what the lake costs, as times and as ratios to the plain way. */
@Command(
    name = "lake",
    description = {
      "Times branches, merges, publications, deep branches and sandboxes on a lake that it makes",
      "in a temporary folder, and the engine against bare DuckDB on the same files."
    },
    footer = {
      "",
      "Times are medians and 95th percentiles in milliseconds, ratios are of medians of runs made in turn.",
      "Example: prunella bench lake --tables 10000 --json"
    },
    mixinStandardHelpOptions = true)
public final class LakeBenchCommand implements Callable<Integer> {

  @Option(names = "--tables", description = "Tables in the lake (default: ${DEFAULT-VALUE}).")
  private int tables = 10_000;

  @Option(
      names = "--rounds",
      description = "How often each thing is timed (default: ${DEFAULT-VALUE}).")
  private int rounds = 50;

  @Option(
      names = "--largest",
      description =
          "Days of 100,000 rows in the largest table; the others have a tenth and a hundredth"
              + " (default: ${DEFAULT-VALUE}).")
  private int largest = 100;

  @Option(
      names = "--dir",
      description = "Where the temporary lake is made (default: the temporary folder).")
  private @Nullable Path dir;

  @Option(names = "--json", description = "One JSON document instead of a table.")
  private boolean json;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it calls us
  private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    if (tables < 101 || rounds < 1 || largest < 100) {
      throw new picocli.CommandLine.ParameterException(
          spec.commandLine(), "--tables must be at least 101, --rounds 1, --largest 100");
    }
    try (var folder = TemporaryFolder.in(Optional.ofNullable(dir))) {
      Report.print(spec.commandLine().getOut(), json, measure(folder.path()));
    }
    return 0;
  }

  private Map<String, Object> measure(Path folder) throws Exception {
    var out = new LinkedHashMap<String, Object>();
    out.put("tables", tables);
    out.put("rounds", rounds);
    out.putAll(Report.machine());
    try (var bench = new BenchLake(folder)) {
      var sizes = new LinkedHashMap<String, String>();
      sizes.put("1x", "orders_1x");
      sizes.put("10x", "orders_10x");
      sizes.put("100x", "orders_100x");
      say(
          "making tables of "
              + largest / 100
              + ", "
              + largest / 10
              + " and "
              + largest
              + " x 100,000 rows");
      bench.orders("orders_1x", largest / 100);
      bench.orders("orders_10x", largest / 10);
      bench.orders("orders_100x", largest);
      bench.nameTables(tables);
      say("branches, merges, publications");
      out.put("refs", new RefTimes(bench, tables, rounds).report());
      say("reading through 1,000 commits");
      out.put("depth", DepthTimes.report(bench, "orders_10x", 1_000, rounds));
      say("sandboxes");
      out.put("sandbox", SandboxTimes.report(bench, sizes, rounds));
      out.put("baseline", FileCopy.report(bench, sizes, folder.resolve("copies"), 3));
      say("the engine");
      out.put(
          "engine", EngineRatios.report(bench, "orders_100x", 20, folder.resolve("bare"), rounds));
    }
    return out;
  }

  private void say(String what) {
    PrintWriter err = spec.commandLine().getErr();
    err.println("bench lake: " + what + " ...");
    err.flush();
  }
}
