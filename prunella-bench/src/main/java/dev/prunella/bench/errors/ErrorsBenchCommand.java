package dev.prunella.bench.errors;

import dev.prunella.bench.Report;
import dev.prunella.bench.TemporaryFolder;
import dev.prunella.local.duckdb.DuckDbPool;
import dev.prunella.local.duckdb.PoolLimits;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code prunella bench errors}: how many wrong cells are found, and how many right ones accused.
 */
@Command(
    name = "errors",
    description = {
      "Looks for wrong cells in tables without being told which are right, and scores what it finds",
      "against the truth, beside plain baselines."
    },
    footer = {
      "",
      "A table is a folder with clean.csv and dirty.csv: the same rows in the same order. Where",
      "dirty.csv is absent, clean.csv is spoiled by the seed.",
      "Example: prunella bench errors --tables data/labelled_errors --json"
    },
    mixinStandardHelpOptions = true)
public final class ErrorsBenchCommand implements Callable<Integer> {
  private static final int MOST_TABLES = 100;

  @Option(
      names = "--tables",
      description = "One table, or a folder of tables (default: ${DEFAULT-VALUE}).")
  private Path tables = Path.of("../shared/data/labelled_errors");

  @Option(
      names = "--seed",
      description = "For the cells that are spoiled (default: ${DEFAULT-VALUE}).")
  private long seed = 1;

  @Option(
      names = "--rate",
      description = "The share of cells that are spoiled (default: ${DEFAULT-VALUE}).")
  private double rate = 0.01;

  @Option(names = "--rules", description = "Lists the rules that were inferred too.")
  private boolean rules;

  @Option(names = "--wrongly", description = "Shows so many right cells that were accused.")
  private int wrongly;

  @Option(names = "--json", description = "One JSON document instead of a table.")
  private boolean json;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it calls us
  private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    if (rate < 0 || rate > 0.5 || wrongly < 0) {
      throw new ParameterException(
          spec.commandLine(), "--rate must be from 0 to 0.5, and --wrongly not negative");
    }
    var folders = folders();
    if (folders.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          "no clean.csv in " + tables + " or its folders. Next: name a folder that has one.");
    }
    var out = new LinkedHashMap<String, Object>(Report.machine());
    out.put("seed", seed);
    try (var temporary = TemporaryFolder.in(Optional.empty());
        var pool = new DuckDbPool(limits(temporary.path()))) {
      var each = new LinkedHashMap<String, Object>();
      for (var folder : folders) {
        say(folder.toString());
        each.put(String.valueOf(folder.getFileName()), measure(pool, folder));
      }
      out.put("tables", each);
    }
    Report.print(spec.commandLine().getOut(), json, out);
    return 0;
  }

  private Map<String, Object> measure(DuckDbPool pool, Path folder) throws SQLException {
    try (var lease = pool.lease()) {
      return new LabelledTable(lease.connection(), folder, seed, rate).score(rules, wrongly);
    }
  }

  private List<Path> folders() throws IOException {
    if (!Files.isDirectory(tables)) {
      throw new ParameterException(spec.commandLine(), tables + " is no folder");
    }
    if (Files.exists(tables.resolve(LabelledTable.CLEAN))) {
      return List.of(tables);
    }
    try (var children = Files.list(tables)) {
      return children
          .filter(f -> Files.exists(f.resolve(LabelledTable.CLEAN)))
          .sorted()
          .limit(MOST_TABLES)
          .toList();
    }
  }

  private static PoolLimits limits(Path folder) {
    return new PoolLimits(
        2,
        0,
        Duration.ofSeconds(30),
        1L << 30,
        Runtime.getRuntime().availableProcessors(),
        folder,
        16L << 30);
  }

  private void say(String what) {
    PrintWriter err = spec.commandLine().getErr();
    err.println("bench errors: " + what + " ...");
    err.flush();
  }
}
