package dev.prunella.bench.heal;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.prunella.app.project.ProjectProblems;
import dev.prunella.bench.TemporaryFolder;
import dev.prunella.bench.heal.fault.Kind;
import dev.prunella.bench.heal.fault.Kinds;
import dev.prunella.bench.heal.ground.Ground;
import dev.prunella.bench.heal.oracle.Judgement.Outcome;
import dev.prunella.bench.heal.report.HtmlPage;
import dev.prunella.bench.heal.report.Report;
import dev.prunella.bench.heal.scenario.Scenario;
import dev.prunella.bench.heal.scenario.ScenarioFile;
import dev.prunella.bench.heal.system.Strategy;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code prunella bench heal}. */
@Command(
    name = "heal",
    description = {
      "How often a system heals, and how often it publishes something wrong.",
      "Each trial plays a scenario: a project with good history, a fault, and intervals that follow; the system under test",
      "knows nothing of it. An oracle compares every table that was on main with a world without the fault."
    },
    footer = {
      "",
      "Examples:",
      "  prunella bench heal --trials 60 --html report.html",
      "  prunella bench heal --scenarios my-scenarios --strategy prunella --seed 7",
      "  prunella bench heal --only cents --seed 7 --trials 1 --verbose     plays one again",
      "Ends with 9 when anything was wrongly published by a strategy of --strict (default: prunella, nothing)."
    },
    mixinStandardHelpOptions = true)
public final class HealCommand implements Callable<Integer> {
  private static final int WRONG = 9;

  @Option(
      names = "--scenarios",
      paramLabel = "DIR",
      description =
          "Scenarios to play: a folder or a file; those that come with the program if left out.")
  private @Nullable Path scenarios;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "NAME",
      description = "Only scenarios with these names.")
  private List<String> only = List.of();

  @Option(names = "--seed", description = "Repeats all choices (default: ${DEFAULT-VALUE}).")
  private long seed = 1;

  @Option(
      names = "--play",
      paramLabel = "SEED",
      description =
          "Plays the chosen scenarios by this seed, as a report names it, instead of by seeds of their own.")
  private @Nullable Long playSeed;

  @Option(
      names = "--trials",
      paramLabel = "N",
      description =
          "Plays of each strategy, scenario by scenario in an order by seed; each scenario once if left out.")
  private int trials;

  @Option(
      names = "--jobs",
      paramLabel = "N",
      description = "Trials at once (default: ${DEFAULT-VALUE}).")
  private int jobs = 1;

  @Option(
      names = "--strategy",
      split = ",",
      paramLabel = "NAME",
      description = "prunella, nothing, retry, restore, loosen (default: all).")
  private List<String> strategies = List.of();

  @Option(
      names = "--strict",
      split = ",",
      paramLabel = "NAME",
      description = "Strategies that may publish nothing wrong.")
  private List<String> strict = List.of("prunella", "nothing");

  @Option(names = "--html", paramLabel = "FILE", description = "Writes a page with all of it.")
  private @Nullable Path html;

  @Option(names = "--json", description = "One JSON document.")
  private boolean json;

  @Option(names = "--verbose", description = "Tells each play and what was found.")
  private boolean verbose;

  @Option(
      names = "--folder",
      paramLabel = "DIR",
      description = "Where worlds are made for a while; the temporary folder if left out.")
  private @Nullable Path parent;

  @Option(names = "--kinds", description = "Lists the kinds of faults, and plays nothing.")
  private boolean listKinds;

  @Option(
      names = "--schema",
      description = "Prints the JSON schema of scenarios, and plays nothing.")
  private boolean schema;

  private final List<String> unplayed = new ArrayList<>();

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it calls us
  private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    var out = spec.commandLine().getOut();
    if (listKinds) {
      Kinds.all().values().forEach(kind -> list(out, kind));
      out.flush();
      return 0;
    }
    if (schema) {
      out.print(ScenarioFile.schema());
      out.flush();
      return 0;
    }
    if (trials < 0 || jobs < 1) {
      throw new ParameterException(
          spec.commandLine(), "--trials is 0 or more, and --jobs 1 or more");
    }
    var chosen = strategies(strategies.isEmpty() ? all() : strategies);
    var judged = strategies(strict);
    var read = read();
    if (read.isEmpty()) {
      throw new ParameterException(spec.commandLine(), "there is no scenario to play");
    }
    List<Played> played;
    try (var folder = TemporaryFolder.in(Optional.ofNullable(parent))) {
      played = play(folder.path(), read, chosen);
    }
    var report = new Report(seed, chosen, played, unplayed, command());
    if (html != null) {
      Files.writeString(html, new HtmlPage(report).text());
    }
    if (json) {
      out.println(
          new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(report.json()));
    } else {
      report.print(out);
    }
    out.flush();
    boolean wrong =
        played.stream()
            .anyMatch(
                p -> judged.contains(p.strategy()) && p.judgement().outcome() == Outcome.WRONG);
    return wrong ? WRONG : unplayed.isEmpty() ? 0 : 1;
  }

  private static void list(PrintWriter out, Kind kind) {
    out.printf(
        "%-20s %-15s %-22s %s%s%n",
        kind.name(),
        kind.layer().name().toLowerCase(Locale.ROOT),
        kind.failure().word(),
        kind.says(),
        kind.parameters().isEmpty() ? "" : " (" + String.join(", ", kind.parameters()) + ")");
  }

  private static List<String> all() {
    return Arrays.stream(Strategy.values()).map(s -> s.word).toList();
  }

  private List<Strategy> strategies(List<String> words) {
    return words.stream()
        .map(
            word ->
                Strategy.of(word)
                    .orElseThrow(
                        () ->
                            new ParameterException(
                                spec.commandLine(),
                                "there is no strategy '"
                                    + word
                                    + "', only "
                                    + String.join(", ", all()))))
        .toList();
  }

  private List<Scenario> read() throws IOException {
    try {
      var all =
          scenarios == null
              ? BuiltIn.scenarios()
              : ScenarioFile.folder(scenarios, Kinds.parameters(), Ground.builtIns());
      return only.isEmpty() ? all : all.stream().filter(s -> only.contains(s.name())).toList();
    } catch (ProjectProblems e) {
      throw new ParameterException(spec.commandLine(), String.join("\n", e.problems()));
    }
  }

  private String command() {
    // The arguments as they were given, those of the commands above included.
    return "prunella " + String.join(" ", spec.commandLine().getParseResult().originalArgs());
  }

  // ---- playing

  /** A scenario with the seed of one play. */
  private record Trial(Scenario scenario, long seed) {}

  private List<Played> play(Path folder, List<Scenario> scenarios, List<Strategy> chosen)
      throws IOException, InterruptedException {
    var todo = new ConcurrentLinkedQueue<>(trials(scenarios));
    int all = todo.size();
    var played = Collections.synchronizedList(new ArrayList<Played>());
    var done = new AtomicInteger();
    var kinds = Kinds.all();
    try (var workers = Executors.newFixedThreadPool(jobs)) {
      var working = new ArrayList<Future<?>>();
      for (int job = 0; job < jobs; job++) {
        var home = Files.createDirectories(folder.resolve("job-" + job));
        working.add(
            workers.submit(
                () -> {
                  work(home, kinds, todo, chosen, played, done, all);
                  return null;
                }));
      }
      for (var work : working) {
        work.get();
      }
    } catch (ExecutionException e) {
      throw new IOException("healbench itself failed: " + e.getMessage(), e.getCause());
    }
    return List.copyOf(played);
  }

  private List<Trial> trials(List<Scenario> scenarios) {
    var random = new SplittableRandom(seed);
    int count = trials == 0 ? scenarios.size() : trials;
    // A few plays are a sample of all scenarios, and not those that are named first.
    var order = new ArrayList<>(scenarios);
    Collections.shuffle(order, new Random(seed));
    var list = new ArrayList<Trial>();
    for (int i = 0; i < count; i++) {
      long own = random.nextLong() >>> 1;
      list.add(new Trial(order.get(i % order.size()), playSeed == null ? own : playSeed));
    }
    return list;
  }

  private void work(
      Path home,
      Map<String, Kind> kinds,
      ConcurrentLinkedQueue<Trial> todo,
      List<Strategy> chosen,
      List<Played> played,
      AtomicInteger done,
      int all)
      throws IOException, SQLException {
    try (var connection = DriverManager.getConnection("jdbc:duckdb:");
        var hand = new Stagehand(home, connection, kinds, seed)) {
      for (var trial = todo.poll(); trial != null; trial = todo.poll()) {
        try {
          for (var play : hand.play(trial.scenario(), trial.seed(), chosen)) {
            played.add(play);
            tell(play, done.get(), all);
          }
        } catch (IOException | SQLException | RuntimeException e) {
          fail(trial, e);
        }
        done.incrementAndGet();
      }
    }
  }

  /** A play that could not be played or judged counts against the bench, and is told. */
  private synchronized void fail(Trial trial, Exception e) {
    var err = spec.commandLine().getErr();
    unplayed.add(trial.scenario().name() + ", play " + trial.seed() + ": " + e);
    err.printf("%ncould not be played: %s%n", unplayed.getLast());
    if (verbose) {
      e.printStackTrace(err);
    }
    err.flush();
  }

  private synchronized void tell(Played play, int done, int all) {
    var err = spec.commandLine().getErr();
    var outcome = play.judgement().outcome();
    if (verbose) {
      err.printf(
          "%s  %s on %s, %s: %s (%.1f s)%n",
          outcome.words,
          play.scenario(),
          play.ground(),
          play.strategy().word,
          play.happened(),
          play.took().toNanos() / 1e9);
      play.judgement()
          .findings()
          .forEach(f -> err.println("    " + f.table() + " " + f.standing() + ": " + f.what()));
      for (var wake : play.story()) {
        err.printf("    %s woken, %d ms%n", wake.at(), wake.took().toMillis());
        for (var run : wake.told().runs()) {
          err.println(
              "    " + wake.at() + " " + run.interval() + " " + run.outcome() + " " + run.steps());
        }
        wake.told().healing().forEach(h -> err.println("    " + wake.at() + "   " + h));
        wake.told().trouble().forEach(t -> err.println("    " + wake.at() + " trouble: " + t));
      }
    } else {
      err.printf("\r%d of %d  %-60s", done, all, play.scenario() + ": " + outcome.words);
    }
    err.flush();
  }
}
