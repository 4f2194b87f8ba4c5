package dev.prunella.bench.diagnose;

import dev.prunella.app.diagnose.Corpus;
import dev.prunella.bench.Report;
import dev.prunella.bench.Samples;
import dev.prunella.incident.Diagnoser;
import dev.prunella.incident.Example;
import dev.prunella.incident.FailureFeatures;
import dev.prunella.incident.Similar;
import dev.prunella.local.memory.MiniLm;
import dev.prunella.memory.Meaning;
import dev.prunella.memory.Ranking;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code prunella bench diagnose}: how often a diagnosis is right, and a similar failure found. */
@Command(
    name = "diagnose",
    description = {
      "Diagnoses failures of which is known what they were, leaving out of the examples the whole",
      "system that each belongs to, and looks for failures that are the same in other words."
    },
    footer = {
      "",
      "A failure is a line of JSON: id, system, text, class, cause, remedy, also_acceptable, recall_group.",
      "Example: prunella bench diagnose --json"
    },
    mixinStandardHelpOptions = true)
public final class DiagnoseBenchCommand implements Callable<Integer> {
  private static final int MOST_RANKS = 1000;
  private static final Meaning MEANING = new MiniLm();

  @Option(names = "--failures", description = "A file of failures; the project's own if left out.")
  private @Nullable Path failures;

  @Option(
      names = "--learn-from",
      description =
          "Learn from this file alone and leave nothing out, to try --failures of other origin.")
  private @Nullable Path learnFrom;

  @Option(names = "--misses", description = "Lists the failures whose class was not said right.")
  private boolean misses;

  @Option(names = "--json", description = "One JSON document instead of a table.")
  private boolean json;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it calls us
  private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    if (failures != null && !Files.isRegularFile(failures)) {
      spec.commandLine().getErr().println("bench diagnose: skipped, there is no file " + failures);
      return 0;
    }
    var tried = failures == null ? Corpus.examples() : read(failures);
    if (tried.isEmpty()) {
      throw new ParameterException(spec.commandLine(), failures + " holds no failures");
    }
    var learnt = learnFrom == null ? tried : read(learnFrom);
    var out = new LinkedHashMap<String, Object>(Report.machine());
    out.put("failures", tried.size());
    out.put("systems", tried.stream().map(Example::system).distinct().count());
    out.put("left_out", learnFrom == null ? "the whole system of each failure" : "nothing");
    var guesses = guesses(tried, learnt);
    out.put("prunella", Scores.full(guesses));
    out.put("baselines", baselines(tried, learnt));
    out.put("by_system", bySystem(guesses));
    out.put("recall", recall(tried));
    if (misses) {
      out.put("misses", misses(guesses));
    }
    Report.print(spec.commandLine().getOut(), json, out);
    return 0;
  }

  private List<Example> read(Path file) throws IOException {
    try (var reader = Files.newBufferedReader(file)) {
      return Corpus.read(reader);
    } catch (IOException e) {
      throw new ParameterException(spec.commandLine(), file + ": " + e.getMessage(), e);
    }
  }

  private List<Guess> guesses(List<Example> tried, List<Example> learnt) {
    var training = new Diagnoser.Training(learnt);
    var bySystem = new TreeMap<String, Diagnoser>();
    var guesses = new ArrayList<Guess>();
    for (var example : tried) {
      var diagnoser =
          learnFrom == null
              ? bySystem.computeIfAbsent(example.system(), s -> training.without(Set.of(s)))
              : bySystem.computeIfAbsent("", _ -> training.all());
      guesses.add(Guess.of(example, diagnoser.diagnose(example.text())));
    }
    return guesses;
  }

  private Map<String, Object> baselines(List<Example> tried, List<Example> learnt) {
    var bySystem = new TreeMap<String, Baselines>();
    var majority = new ArrayList<Guess>();
    var nearest = new ArrayList<Guess>();
    var bayes = new ArrayList<Guess>();
    for (var example : tried) {
      var baseline =
          bySystem.computeIfAbsent(
              learnFrom == null ? example.system() : "",
              s ->
                  new Baselines(
                      learnt.stream()
                          .filter(e -> learnFrom != null || !e.system().equals(s))
                          .toList()));
      majority.add(Guess.of(example, baseline.majority(), 1));
      nearest.add(Guess.of(example, baseline.nearest(example.text()), 1));
      bayes.add(Guess.of(example, baseline.bayes(example.text()), 1));
    }
    var out = new LinkedHashMap<String, Object>();
    out.put("majority", Scores.classes(majority));
    out.put("tf_idf_nearest", Scores.classes(nearest));
    out.put("naive_bayes", Scores.classes(bayes));
    return out;
  }

  private static Map<String, Object> bySystem(List<Guess> guesses) {
    var groups =
        guesses.stream()
            .collect(
                Collectors.groupingBy(g -> g.truth().system(), TreeMap::new, Collectors.toList()));
    var out = new LinkedHashMap<String, Object>();
    groups.forEach(
        (system, of) -> out.put(system, Scores.share(of, Guess::right) + " of " + of.size()));
    return out;
  }

  /**
   * By the likeness and the ranking that the healer uses. Once the query's own entry alone is left
   * out; once its whole system, as if nobody had ever seen a failure of it: then groups that no
   * other system has a failure of are not asked for.
   */
  private static Map<String, Object> recall(List<Example> examples) {
    var out = recall(examples, (query, other) -> !other.id().equals(query.id()));
    out.put(
        "system_left_out",
        recall(examples, (query, other) -> !other.system().equals(query.system())));
    return out;
  }

  private static Map<String, Object> recall(
      List<Example> examples, BiPredicate<Example, Example> mayBeFound) {
    var entries = examples.stream().map(e -> new Similar.Entry(e.id(), features(e))).toList();
    var byId = examples.stream().collect(Collectors.toMap(Example::id, e -> e, (a, _) -> a));
    var similar = Similar.of(entries);
    var plain = new Baselines(examples);
    var ours = new Recalls();
    var byWords = new Recalls();
    var baseline = new Recalls();
    long nanos = 0;
    int queries = 0;
    for (var example : examples) {
      var hidden =
          examples.stream()
              .filter(other -> !mayBeFound.test(example, other))
              .map(Example::id)
              .collect(Collectors.toSet());
      boolean canBeFound =
          examples.stream()
              .anyMatch(e -> !hidden.contains(e.id()) && e.group().equals(example.group()));
      if (example.group().isPresent() && canBeFound) {
        long start = System.nanoTime();
        var found = similar.to(example.text(), MOST_RANKS, id -> !hidden.contains(id));
        var likeness = Ranking.understood(features(example), found, entries, MEANING);
        nanos += System.nanoTime() - start;
        queries++;
        var group = example.group().get();
        var byLikeness = new ArrayList<>(likeness.keySet());
        byLikeness.sort(
            Comparator.comparingDouble((String id) -> likeness.getOrDefault(id, 0.0)).reversed());
        ours.add(Baselines.rank(examples(byLikeness, byId), group, hidden));
        byWords.add(
            Baselines.rank(
                examples(found.stream().map(Similar.Match::id).toList(), byId), group, hidden));
        baseline.add(Baselines.rank(plain.ranked(example), group, hidden));
      }
    }
    var out = new LinkedHashMap<String, Object>();
    out.put("prunella", ours.summary());
    out.put("prunella_by_words", byWords.summary());
    out.put("tf_idf", baseline.summary());
    out.put("mean_ms", queries == 0 ? 0 : Samples.round(nanos / 1e6 / queries));
    return out;
  }

  private static List<Example> examples(List<String> ids, Map<String, Example> byId) {
    return ids.stream().flatMap(id -> Stream.ofNullable(byId.get(id))).toList();
  }

  private static FailureFeatures features(Example example) {
    return FailureFeatures.of(example.text());
  }

  private static Map<String, Object> misses(List<Guess> guesses) {
    var out = new LinkedHashMap<String, Object>();
    guesses.stream()
        .filter(g -> !g.right() || !g.known())
        .forEach(
            g ->
                out.put(
                    g.truth().id() + " " + g.truth().system(),
                    g.truth().cause().failureClass().word()
                        + " / "
                        + g.truth().cause().name()
                        + ", said "
                        + (g.known() ? "" : "unknown, perhaps ")
                        + g.said()
                            .map(c -> c.failureClass().word() + " / " + c.name())
                            .orElse("nothing")
                        + " "
                        + Samples.round(g.confidence())
                        + (g.acceptable() ? " (acceptable)" : "")));
    return out;
  }
}
