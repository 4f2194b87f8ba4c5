package dev.prunella.bench.heal;

import dev.prunella.bench.heal.crash.Crashes;
import dev.prunella.bench.heal.crash.Peril;
import dev.prunella.bench.heal.crash.StepDeaths;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How the system under test dies while it heals. */
final class DeathOptions {
  /** Whoever kills seldom would play for ever. */
  private static final int MOST_PLAYS_A_KILL = 10;

  /** What dies oftener is left to people, by the product's own rule. */
  private static final int MOST_DEATHS_A_WAKE = 2;

  @Option(
      names = "--crash",
      paramLabel = "N",
      description = {
        "Kills the system under test N times while it works, at moments by seed, and starts it again;",
        "then the product's laws are looked at, too."
      })
  private int crash;

  @Option(
      names = "--crashes-a-play",
      paramLabel = "M",
      description = "At most so many of them in one play (default: ${DEFAULT-VALUE}).")
  private int mostCrashesAPlay = 3;

  @Option(
      names = "--simulate",
      paramLabel = "N",
      description = {
        "Lets the system under test seem to die N times, before or after one of its writes: journal, refs, publication,",
        "lease, files of tables, bytes of sources, code trees, corrections. Each scenario is played without that first."
      })
  private int simulate;

  @Option(
      names = "--round",
      paramLabel = "R",
      description = "With --simulate, only the deaths of this round, as a report names it.")
  private int round;

  /** What is wrong with them; empty when nothing is. */
  Optional<String> problem() {
    if (crash < 0 || mostCrashesAPlay < 1) {
      return Optional.of("--crash is 0 or more, and --crashes-a-play 1 or more");
    }
    if (simulate < 0 || (simulate > 0 && crash > 0)) {
      return Optional.of("--simulate is 0 or more, and not together with --crash");
    }
    return round < 0 || (round > 0 && simulate == 0)
        ? Optional.of("--round is 0 or more, and says which deaths of --simulate")
        : Optional.empty();
  }

  boolean areWanted() {
    return crash > 0 || simulate > 0;
  }

  Optional<Peril> peril() {
    if (simulate > 0) {
      return Optional.of(new StepDeaths(simulate, MOST_DEATHS_A_WAKE));
    }
    return crash > 0 ? Optional.of(new Crashes(crash, mostCrashesAPlay)) : Optional.empty();
  }

  /** How many plays there are where nobody has said it. */
  int plays(int scenarios) {
    return crash > 0 ? crash * MOST_PLAYS_A_KILL : scenarios;
  }

  /**
   * For deaths at writes the same again and again, each time with others, and at first with none.
   */
  List<Plays.Trial> rounds(List<Plays.Trial> once) {
    var list = new ArrayList<>(once);
    int last = round > 0 ? round : simulate;
    for (int r = Math.max(1, round); r <= last; r++) {
      for (var trial : once) {
        list.add(new Plays.Trial(trial.scenario(), trial.seed(), r));
      }
    }
    return list;
  }
}
