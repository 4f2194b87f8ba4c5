package dev.prunella.bench.heal;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.prunella.app.project.ProjectProblems;
import dev.prunella.bench.TemporaryFolder;
import dev.prunella.bench.heal.fault.Kind;
import dev.prunella.bench.heal.fault.Kinds;
import dev.prunella.bench.heal.ground.Ground;
import dev.prunella.bench.heal.oracle.Judgement.Outcome;
import dev.prunella.bench.heal.report.HtmlPage;
import dev.prunella.bench.heal.report.Made;
import dev.prunella.bench.heal.report.Report;
import dev.prunella.bench.heal.scenario.Scenario;
import dev.prunella.bench.heal.scenario.ScenarioFile;
import dev.prunella.bench.heal.system.Strategy;
import dev.prunella.refs.DidYouMean;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
      "  prunella bench heal --crash 100 --only cents,zero-rows                kills it while it heals",
      "  prunella bench heal --simulate 2000 --only cents,missing-comma        lets it die at each of its writes",
      "Ends with 9 when anything was wrongly published by a strategy of --strict (default: prunella, nothing),",
      "or when a law was broken. Ctrl-C ends it with a report of the plays that were done."
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
  private @Nullable Integer trials;

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

  @Mixin private DeathOptions deaths = new DeathOptions();

  @Option(
      names = "--owner",
      paramLabel = "HOW",
      description = {
        "How the owner answers where a scenario of something healable names nobody: right, wrong, late, absent.",
        "If left out nobody answers there, and what is proposed counts as abstained."
      })
  private Scenario.@Nullable Answers owner;

  @Option(
      names = "--history",
      paramLabel = "N",
      description = "Good intervals before, whatever the scenarios say.")
  private @Nullable Integer history;

  @Option(names = "--html", paramLabel = "FILE", description = "Writes a page with all of it.")
  private @Nullable Path html;

  @Option(names = "--json", description = "One JSON document.")
  private boolean json;

  @Option(names = "--verbose", description = "Tells each play and what was found.")
  private boolean verbose;

  @Option(
      names = "--folder",
      paramLabel = "DIR",
      description = {
        "Where worlds are made and kept: the next run by the same code and seed uses them again.",
        "If left out they are made in the temporary folder, and go with the run."
      })
  private @Nullable Path parent;

  @Option(names = "--kinds", description = "Lists the kinds of faults, and plays nothing.")
  private boolean listKinds;

  @Option(
      names = "--schema",
      description = "Prints the JSON schema of scenarios, and plays nothing.")
  private boolean schema;

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
      out.print(ScenarioFile.schema(Kinds.parameters()));
      out.flush();
      return 0;
    }
    if ((trials != null && trials < 1) || jobs < 1) {
      throw new ParameterException(spec.commandLine(), "--trials is 1 or more, and so is --jobs");
    }
    deaths
        .problem()
        .ifPresent(
            problem -> {
              throw new ParameterException(spec.commandLine(), problem);
            });
    if (history != null && history < 0) {
      throw new ParameterException(spec.commandLine(), "--history is 0 or more");
    }
    var words = deaths.areWanted() ? List.of(Strategy.PRUNELLA.word) : all();
    var chosen = strategies(strategies.isEmpty() ? words : strategies);
    var judged = strategies(strict);
    var read = read();
    if (read.isEmpty()) {
      throw new ParameterException(spec.commandLine(), "there is no scenario to play");
    }
    if (parent != null) {
      return play(parent, read, chosen, judged);
    }
    try (var folder = TemporaryFolder.in(Optional.empty())) {
      return play(folder.path(), read, chosen, judged);
    }
  }

  private int play(
      Path folder, List<Scenario> scenarios, List<Strategy> chosen, List<Strategy> judged)
      throws IOException, InterruptedException {
    var plays =
        new Plays(folder, seed, jobs, trials(scenarios), chosen, deaths.peril(), new Telling());
    try (var _ = new Interruptible(plays::stop)) {
      plays.play();
      report(plays, chosen);
    }
    boolean wrong =
        plays.played().stream()
            .anyMatch(
                p -> judged.contains(p.strategy()) && p.judgement().outcome() == Outcome.WRONG);
    boolean lawless =
        plays.played().stream()
            .anyMatch(p -> p.crashed().filter(c -> !c.broken().isEmpty()).isPresent());
    return wrong || lawless ? WRONG : plays.unplayed().isEmpty() ? 0 : 1;
  }

  private void report(Plays plays, List<Strategy> chosen) throws IOException {
    var out = spec.commandLine().getOut();
    var report = new Report(made(), chosen, plays.played(), plays.unplayed(), plays.isPartial());
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
  }

  private static void list(PrintWriter out, Kind kind) {
    out.printf(
        "%-20s %-15s %-22s %s; at: %s%n",
        kind.name(),
        kind.layer().name().toLowerCase(Locale.ROOT),
        kind.failure().word(),
        kind.says(),
        kind.about().words);
    for (var wanted : kind.parameters()) {
      out.printf(
          "    %-8s %s: %s; if left out: %s%n",
          wanted.name(), wanted.says(), wanted.range(), wanted.otherwise());
    }
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

  /** Whoever mistypes a name plays nothing, and wants to know of what there is. */
  private void requireKnown(List<String> names) {
    for (var name : only) {
      if (!names.contains(name)) {
        throw new ParameterException(
            spec.commandLine(),
            "there is no scenario '"
                + name
                + "'"
                + DidYouMean.among(names, name)
                    .map(near -> "; did you mean '" + near + "'?")
                    .orElse("; there are " + String.join(", ", names)));
      }
    }
  }

  private static void requireFit(List<Scenario> chosen) throws IOException, SQLException {
    try (var fit = Fit.of(Kinds.all())) {
      var problems = new ArrayList<String>();
      for (var scenario : chosen) {
        problems.addAll(fit.problems(scenario));
      }
      if (!problems.isEmpty()) {
        throw new ProjectProblems(problems);
      }
    }
  }

  private List<Scenario> read() throws IOException, SQLException {
    try {
      var all =
          scenarios == null
              ? BuiltIn.scenarios()
              : ScenarioFile.folder(scenarios, Kinds.parameters(), Ground.builtIns());
      requireKnown(all.stream().map(Scenario::name).toList());
      var chosen = all.stream().filter(s -> only.isEmpty() || only.contains(s.name())).toList();
      // What is wrong with a ground is told once, before anything is played.
      for (var ground :
          new TreeSet<>(chosen.stream().flatMap(s -> s.grounds().stream()).toList())) {
        if (!Ground.builtIns().contains(ground)) {
          Ground.read(Path.of(ground));
        }
      }
      requireFit(chosen);
      return chosen.stream()
          .map(s -> owner == null ? s : s.ownedBy(owner))
          .map(s -> history == null ? s : s.after(history))
          .toList();
    } catch (ProjectProblems e) {
      throw new ParameterException(spec.commandLine(), String.join("\n", e.problems()));
    }
  }

  private Made made() {
    // The arguments as they were given, those of the commands above included.
    var given = spec.commandLine().getParseResult().originalArgs();
    // The launcher says it where it starts from a checkout.
    var commit = System.getProperty("prunella.commit", "");
    return new Made(
        "prunella " + String.join(" ", given), seed, Optional.of(commit).filter(c -> !c.isBlank()));
  }

  // ---- playing

  private List<Plays.Trial> trials(List<Scenario> scenarios) {
    var random = new SplittableRandom(seed);
    int count = trials != null ? trials : deaths.plays(scenarios.size());
    // A few plays are a sample of all scenarios, and not those that are named first.
    var order = new ArrayList<>(scenarios);
    Collections.shuffle(order, new Random(seed));
    var list = new ArrayList<Plays.Trial>();
    for (int i = 0; i < count; i++) {
      long own = random.nextLong() >>> 1;
      list.add(new Plays.Trial(order.get(i % order.size()), playSeed == null ? own : playSeed, 0));
    }
    return deaths.rounds(list);
  }

  private final class Telling implements Plays.Heard {
    @Override
    public void played(Played play, int done, int all) {
      tell(play, done, all);
    }

    @Override
    public void failed(String what, Exception why) {
      fail(what, why);
    }
  }

  private synchronized void fail(String what, Exception why) {
    var err = spec.commandLine().getErr();
    err.printf("%ncould not be played: %s%n", what);
    if (verbose && !(why instanceof Kind.Unplayable)) {
      why.printStackTrace(err);
    }
    err.flush();
  }

  private synchronized void tell(Played play, int done, int all) {
    var err = spec.commandLine().getErr();
    var outcome = play.judgement().outcome();
    if (verbose) {
      PlayText.of(play).forEach(err::println);
    } else {
      err.printf("\r%d of %d  %-60s", done, all, play.scenario() + ": " + outcome.words);
    }
    err.flush();
  }
}
