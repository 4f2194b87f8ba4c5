package dev.prunella.bench.heal.report;

import dev.prunella.bench.heal.Played;
import dev.prunella.bench.heal.oracle.Judgement.Outcome;
import dev.prunella.bench.heal.system.Strategy;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What came of all plays. */
public final class Report {
  private final Made made;
  private final List<Strategy> strategies;
  private final List<Played> plays;
  private final List<String> unplayed;
  private final boolean partial;

  /**
   * A report.
   *
   * @param unplayed what could not be played or judged, in words
   * @param partial whether it was stopped before all was played
   */
  public Report(
      Made made,
      List<Strategy> strategies,
      List<Played> plays,
      List<String> unplayed,
      boolean partial) {
    this.made = made;
    this.strategies = List.copyOf(strategies);
    this.plays = List.copyOf(plays);
    this.unplayed = List.copyOf(unplayed);
    this.partial = partial;
  }

  List<String> unplayed() {
    return unplayed;
  }

  boolean partial() {
    return partial;
  }

  /** Where kills have hit, and how often; empty when nothing was to be killed. */
  Map<String, Integer> hits() {
    var hits = new TreeMap<String, Integer>();
    plays.stream()
        .flatMap(p -> p.crashed().stream())
        .flatMap(c -> c.hits().stream())
        .forEach(hit -> hits.merge(hit, 1, Integer::sum));
    return hits;
  }

  /** Laws that were broken, with the play that shows it. */
  List<String> broken() {
    return plays.stream()
        .flatMap(
            p ->
                p.crashed().stream()
                    .flatMap(
                        c ->
                            c.broken().stream()
                                .map(
                                    law ->
                                        "%s, play %d%s: %s"
                                            .formatted(p.scenario(), p.seed(), c.again(), law))))
        .toList();
  }

  boolean crashes() {
    return plays.stream().anyMatch(p -> p.crashed().isPresent());
  }

  Made made() {
    return made;
  }

  List<Strategy> strategies() {
    return strategies;
  }

  List<Played> plays() {
    return plays;
  }

  /** The plays of a strategy. */
  List<Played> of(Strategy strategy) {
    return plays.stream().filter(p -> p.strategy() == strategy).toList();
  }

  static Tally tally(List<Played> plays) {
    var tally = new Tally();
    plays.forEach(tally::add);
    return tally;
  }

  static Map<String, List<Played>> by(List<Played> plays, Function<Played, String> what) {
    var groups = new TreeMap<String, List<Played>>();
    plays.forEach(p -> groups.computeIfAbsent(what.apply(p), _ -> new ArrayList<>()).add(p));
    return groups;
  }

  static String layer(Played play) {
    return play.kinds().isEmpty() ? "life" : play.kinds().getFirst().layer();
  }

  /** As one document. */
  public Map<String, Object> json() {
    var out = new LinkedHashMap<String, Object>();
    out.put("command", made.command());
    out.put("seed", made.seed());
    made.commit().ifPresent(commit -> out.put("commit", commit));
    var perStrategy = new LinkedHashMap<String, Object>();
    for (var strategy : strategies) {
      var of = of(strategy);
      var one = new LinkedHashMap<>(tally(of).json());
      one.put("says", strategy.says);
      one.put("layers", groups(of, Report::layer));
      one.put("kinds", groups(of, Played::kind));
      perStrategy.put(strategy.word, one);
    }
    out.put("strategies", perStrategy);
    out.put("unplayed", unplayed);
    out.put("partial", partial);
    if (crashes()) {
      out.put("kills", hits());
      out.put("laws_broken", broken());
    }
    out.put("plays", plays.stream().map(Report::json).toList());
    return out;
  }

  private static Map<String, Object> groups(List<Played> plays, Function<Played, String> what) {
    var out = new LinkedHashMap<String, Object>();
    by(plays, what).forEach((name, group) -> out.put(name, tally(group).json()));
    return out;
  }

  private static Map<String, Object> json(Played play) {
    var out = new LinkedHashMap<String, Object>();
    out.put("scenario", play.scenario());
    out.put("kind", play.kind());
    out.put("ground", play.ground());
    out.put("seed", play.seed());
    out.put("strategy", play.strategy().word);
    out.put("happened", play.happened());
    out.put("expect", play.expect());
    out.put("outcome", play.judgement().outcome().words);
    out.put("detected", play.judgement().detected());
    out.put("asked", play.judgement().asked());
    out.put(
        "findings",
        play.judgement().findings().stream()
            .map(f -> f.table() + " " + f.standing() + ": " + f.what())
            .toList());
    play.crashed()
        .ifPresent(
            crashed -> {
              out.put("kills", crashed.hits());
              out.put("again", crashed.again().strip());
            });
    out.put("seconds", Math.round(play.took().toNanos() / 1e6) / 1000.0);
    return out;
  }

  /** For people. */
  public void print(PrintWriter out) {
    out.println();
    if (partial) {
      out.println("partial: it was stopped before all was played");
    }
    out.printf(
        "%-10s %6s %9s %7s %7s %6s %10s %9s %7s %7s %9s %7s %9s%n",
        "",
        "plays",
        "detected",
        "class",
        "healed",
        "alone",
        "abstained",
        "rightly",
        "silent",
        "MISSED",
        "WRONG",
        "false",
        "s a play");
    for (var strategy : strategies) {
      line(out, strategy.word, tally(of(strategy)));
    }
    out.println();
    unplayed.forEach(u -> out.println("could not be played: " + u));
    out.println(made.words());
    out.println("class: of the faults of which it believed a class, those of which it was right");
    out.println("alone: of the healed, those about which no person had to say anything");
    out.println("missed: nobody noticed, and the damage was published as it came");
    out.println("wrong: a remedy, a quarantine or a decision published something wrong");
    for (var strategy : strategies) {
      var tally = tally(of(strategy));
      out.printf(
          "%-10s missed %s; wrongly published %s%n",
          strategy.word, tally.missed().words(), tally.wrong().words());
    }
    if (crashes()) {
      printCrashes(out);
    }
  }

  private void printCrashes(PrintWriter out) {
    var hits = hits();
    out.printf(
        "killed %d times: %s%n",
        hits.values().stream().mapToInt(n -> n).sum(),
        hits.entrySet().stream()
            .map(hit -> hit.getKey() + " " + hit.getValue())
            .collect(Collectors.joining(", ")));
    out.printf("laws broken: %d%n", broken().size());
    broken().forEach(law -> out.println("  " + law));
  }

  private static void line(PrintWriter out, String name, Tally tally) {
    out.printf(
        "%-10s %6d %9d %7s %7d %6d %10d %9d %7d %7d %9d %7d %9.2f%n",
        name,
        tally.plays(),
        tally.detected(),
        tally.rightlyDiagnosed().of() == 0
            ? "-"
            : tally.rightlyDiagnosed().count() + "/" + tally.rightlyDiagnosed().of(),
        tally.count(Outcome.HEALED),
        tally.healedAlone(),
        tally.count(Outcome.ABSTAINED),
        tally.count(Outcome.RIGHTLY_ABSTAINED),
        tally.count(Outcome.SILENT),
        tally.count(Outcome.MISSED),
        tally.count(Outcome.WRONG),
        tally.count(Outcome.FALSE_ALARM),
        tally.median());
  }
}
