package dev.prunella.bench.heal;

import dev.prunella.bench.heal.crash.Endangered.Crashed;
import dev.prunella.bench.heal.oracle.Judgement;
import dev.prunella.bench.heal.system.Strategy;
import dev.prunella.bench.heal.system.Told;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A play and what came of it.
 *
 * @param scenario its name
 * @param expect what a good system makes of it, in small letters
 * @param kinds of the faults, with layers
 * @param seed by which it can be played again
 * @param happened the faults in words
 * @param story wake by wake
 * @param phases where its time went
 * @param crashed what came of killing the system; empty if it was not to be killed
 * @param took all of it, the judging included
 */
public record Played(
    String scenario,
    String expect,
    List<KindOf> kinds,
    String ground,
    long seed,
    Strategy strategy,
    List<String> happened,
    Judgement judgement,
    List<Wake> story,
    List<Phases.Phase> phases,
    Optional<Crashed> crashed,
    Duration took) {

  public Played {
    kinds = List.copyOf(kinds);
    happened = List.copyOf(happened);
    story = List.copyOf(story);
    phases = List.copyOf(phases);
  }

  /**
   * A fault's kind, and where it happens.
   *
   * @param failureClass whose fault it is, as the product writes it
   */
  public record KindOf(String name, String layer, String failureClass) {}

  /** Whether the system under test believed in any class of failure. */
  public boolean diagnosed() {
    return story.stream().anyMatch(wake -> !wake.told().classes().isEmpty());
  }

  /** Whether it believed in the class of each fault. */
  public boolean rightlyDiagnosed() {
    return kinds.stream()
        .allMatch(
            kind ->
                story.stream()
                    .anyMatch(wake -> wake.told().classes().contains(kind.failureClass())));
  }

  /**
   * The system was woken, or told something.
   *
   * @param at by the clock that it was given
   * @param said what a person said to it; empty where it was woken
   * @param took how long it worked
   */
  public record Wake(Instant at, Optional<String> said, Told told, Duration took) {}

  /**
   * What the healer told wake by wake, without what it had told at the wake before: an incident
   * that is open tells its whole story at each.
   */
  public List<List<String>> news() {
    var news = new ArrayList<List<String>>();
    List<String> before = List.of();
    for (var wake : story) {
      var healing = wake.told().healing();
      var known = before;
      news.add(healing.stream().filter(line -> !known.contains(line)).toList());
      // A wake in which the system died tells nothing, and what was told before is no news after
      // it.
      if (!healing.isEmpty()) {
        before = healing;
      }
    }
    return news;
  }

  /** Whether a person has told the system anything. */
  public boolean wasTold() {
    return story.stream().anyMatch(wake -> wake.said().isPresent());
  }

  /** The kinds' names, joined. */
  public String kind() {
    return kinds.isEmpty()
        ? "nothing"
        : String.join(" + ", kinds.stream().map(KindOf::name).toList());
  }
}
