package dev.prunella.bench.anomalies;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.prunella.bench.TemporaryFolder;
import dev.prunella.bench.anomalies.Damage.Kind;
import dev.prunella.local.duckdb.DuckDbPool;
import dev.prunella.local.duckdb.PoolLimits;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code prunella bench anomalies}: how many silent failures are seen, and rightly explained. */
@Command(
    name = "anomalies",
    description = {
      "Damages days of real tables, and counts what is detected, explained rightly, explained wrongly",
      "and not explained, and false alarms on clean days. Each day is judged by what came before it;",
      "the days of the later half are tried."
    },
    footer = {
      "",
      "Shares come with 95 %% confidence bounds. A false alarm may be a real event: each is listed.",
      "Example: prunella bench anomalies --tables landing/orders --seed 7 --trials 5 --json"
    },
    mixinStandardHelpOptions = true)
public final class AnomaliesCommand implements Callable<Integer> {

  /** Days that a table must have: 30 of history and some to calibrate and to try. */
  private static final int FEWEST_DAYS = 80;

  @Option(
      names = "--tables",
      description = {
        "A folder of daily CSV files with the day in each name, or one that holds online_retail,",
        "nyc_weather and jaffle_orders (default: ${DEFAULT-VALUE})."
      })
  private Path tables = Path.of("../shared/data");

  @Option(names = "--only", description = "Of the three sets, only the one with this name.")
  private @Nullable String only;

  @Option(names = "--seed", description = "Repeats all choices (default: ${DEFAULT-VALUE}).")
  private long seed = 1;

  @Option(
      names = "--trials",
      description = "Of each kind on each table (default: ${DEFAULT-VALUE}).")
  private int trials = 5;

  @Option(
      names = "--false-alarms",
      description = "The share of clean intervals that may be flagged (default: ${DEFAULT-VALUE}).")
  private double falseAlarms = 0.01;

  @Option(
      names = "--cost",
      description = {
        "Measures nothing of the above, but what statistics and judging cost beside a run and a plain",
        "aggregation of so many rows."
      })
  private long cost;

  @Option(names = "--verbose", description = "Tells each trial that was not rightly explained.")
  private boolean verbose;

  @Option(names = "--json", description = "One JSON document instead of a table.")
  private boolean json;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it calls us
  private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    if (trials < 0 || !(falseAlarms > 0 && falseAlarms < 0.5)) {
      throw new ParameterException(
          spec.commandLine(), "--trials is 0 or more, and --false-alarms between 0 and 0.5");
    }
    try (var temp = TemporaryFolder.in(Optional.empty())) {
      int threads = cost > 0 ? Runtime.getRuntime().availableProcessors() : 1;
      var limits =
          new PoolLimits(1, 0, Duration.ofSeconds(30), 2L << 30, threads, temp.path(), 16L << 30);
      try (var pool = new DuckDbPool(limits);
          var lease = pool.lease()) {
        print(
            cost > 0
                ? new StatisticsCost(lease.connection(), temp.path()).measure(cost)
                : measure(lease.connection()));
      }
    }
    return 0;
  }

  private Map<String, Object> measure(Connection connection) throws IOException, SQLException {
    var perTable = new LinkedHashMap<String, Object>();
    var byKind = new LinkedHashMap<Kind, Tally>();
    int clean = 0;
    int alarms = 0;
    int explained = 0;
    for (var table : tables(connection)) {
      if (table.days().size() < FEWEST_DAYS) {
        throw new IOException(
            table.name()
                + " has "
                + table.days().size()
                + " days; at least "
                + FEWEST_DAYS
                + " are needed to calibrate and to try");
      }
      say(table.name() + ": " + table.days().size() + " days");
      long start = System.nanoTime();
      AnomalyTrials run;
      try (var trial = new TableTrial(table, falseAlarms)) {
        run =
            new AnomalyTrials(
                trial,
                seed,
                line -> {
                  if (verbose) {
                    say(line);
                  }
                });
        run.run(trials);
      }
      clean += run.cleanDays();
      alarms += run.alarms().size();
      explained += run.explainedClean();
      run.tallies().forEach((k, t) -> byKind.computeIfAbsent(k, x -> new Tally()).add(t));
      var summary = new LinkedHashMap<>(run.summary());
      summary.put("seconds", Math.round((System.nanoTime() - start) / 1e9));
      summary.put("kinds", kinds(run.tallies()));
      perTable.put(table.name(), summary);
    }
    var out = new LinkedHashMap<String, Object>();
    out.put("seed", seed);
    out.put("trials_of_each_kind", trials);
    out.put("false_alarms_stated", falseAlarms);
    out.put("clean_table_intervals", clean);
    out.put("false_alarms", Tally.share(alarms, clean));
    out.put("clean_intervals_explained", explained);
    out.put("overall", all(byKind).summary());
    out.put("kinds", kinds(byKind));
    out.put("tables", perTable);
    return out;
  }

  /** The specification's kinds; the two that are our own are reported, but not summed. */
  private static Tally all(Map<Kind, Tally> byKind) {
    var out = new Tally();
    byKind.forEach(
        (kind, tally) -> {
          if (!kind.isExtra()) {
            out.add(tally);
          }
        });
    return out;
  }

  private static Map<String, Object> kinds(Map<Kind, Tally> byKind) {
    var out = new LinkedHashMap<String, Object>();
    byKind.forEach((k, t) -> out.put(k.name().toLowerCase(Locale.ROOT), t.summary()));
    return out;
  }

  private List<DailyTable> tables(Connection connection) throws IOException, SQLException {
    var out = new ArrayList<DailyTable>();
    var retail = tables.resolve("online_retail/by-day");
    var weather = tables.resolve("nyc_weather/weather.csv.gz");
    var jaffle = tables.resolve("jaffle_orders/raw_orders.csv.gz");
    if (!Files.exists(retail) && !Files.exists(weather) && !Files.exists(jaffle)) {
      return List.of(DailyTable.ofFolder(connection, tables.getFileName().toString(), tables));
    }
    if (Files.exists(retail) && wanted("online_retail")) {
      out.add(DailyTable.ofFolder(connection, "online_retail", retail));
    }
    if (Files.exists(weather) && wanted("nyc_weather")) {
      out.add(DailyTable.ofFile(connection, "nyc_weather", weather, "make_date(year, month, day)"));
    }
    if (Files.exists(jaffle) && wanted("jaffle_orders")) {
      out.add(DailyTable.ofFile(connection, "jaffle_orders", jaffle, "CAST(ordered_at AS DATE)"));
    }
    return out;
  }

  private boolean wanted(String name) {
    return only == null || only.equals(name);
  }

  private void say(String what) {
    var err = spec.commandLine().getErr();
    err.println("bench anomalies: " + what);
    err.flush();
  }

  private void print(Map<String, Object> report) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(report));
    } else {
      print(out, "", report);
    }
    out.flush();
  }

  private static void print(PrintWriter out, String indent, Map<?, ?> report) {
    report.forEach(
        (name, value) -> {
          if (value instanceof Map<?, ?> share && share.containsKey("share")) {
            out.printf(
                "%s%-28s %s (%s to %s)%n",
                indent, name, share.get("share"), share.get("low"), share.get("high"));
          } else if (value instanceof Map<?, ?> part) {
            out.println(indent + name);
            print(out, indent + "  ", part);
          } else {
            out.printf("%s%-28s %s%n", indent, name, value);
          }
        });
  }
}
