package dev.prunella.bench.heal.scenario;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is played, and what may come of it.
 *
 * @param name by which it is chosen and reported
 * @param file where it is written, as it is shown
 * @param grounds names of built-in ones, or folders; one is chosen by seed
 * @param history good intervals before
 * @param then intervals that follow the first of the faults
 * @param quantum by how much a number may differ from the twin's where a cure must round; 0 for not
 *     at all
 * @param faults in the order in which they happen; none for clean intervals
 * @param people who may be asked
 */
public record Scenario(
    String name,
    String about,
    Path file,
    List<String> grounds,
    int history,
    int then,
    Expect expect,
    double quantum,
    List<Planned> faults,
    List<Person> people) {

  public Scenario {
    grounds = List.copyOf(grounds);
    faults = List.copyOf(faults);
    people = List.copyOf(people);
  }

  /** A line of its file, for people. */
  public String at(int line) {
    return file + ":" + line;
  }

  /**
   * The same with an owner who answers so, where it names nobody and a good system heals it. Where
   * nothing tells what is right the scenario stays: an owner who knows is another scenario.
   */
  public Scenario ownedBy(Answers how) {
    return expect == Expect.HEAL && people.isEmpty()
        ? new Scenario(
            name,
            about,
            file,
            grounds,
            history,
            then,
            expect,
            quantum,
            faults,
            List.of(new Person("owner", how, 0)))
        : this;
  }

  /** The same after another history. */
  public Scenario after(int intervals) {
    return new Scenario(
        name, about, file, grounds, intervals, then, expect, quantum, faults, people);
  }

  /** What a good system makes of it. */
  public enum Expect {
    /** All tables come to be as if nothing had happened; to abstain is not wrong, but no cure. */
    HEAL,
    /** Nothing in the lake tells what is right: the last good data stay, and the owner is asked. */
    ABSTAIN,
    /** Nothing is wrong: to publish is right, and to hold is a false alarm. */
    PUBLISH
  }

  /** How a person answers. */
  public enum Answers {
    RIGHT,
    WRONG,
    LATE,
    ABSENT
  }

  /**
   * A fault that will happen.
   *
   * @param kind by its name in the library
   * @param at the table, source or file that it is about, by the ground's own name; left out, it is
   *     chosen by seed
   * @param from the first interval that it touches, counted from the end of the history
   * @param lasts how many intervals it touches
   * @param with what else the kind wants to know
   * @param line where it is written
   * @param lines where each of its keys is written
   */
  public record Planned(
      String kind,
      Optional<String> at,
      int from,
      int lasts,
      Map<String, String> with,
      int line,
      Map<String, Integer> lines) {
    public Planned {
      with = Map.copyOf(with);
      lines = Map.copyOf(lines);
    }

    /** One that stands in a single line. */
    public Planned(
        String kind, Optional<String> at, int from, int lasts, Map<String, String> with, int line) {
      this(kind, at, from, lasts, with, line, Map.of());
    }

    /** Where a key is written. */
    public int line(String key) {
      return lines.getOrDefault(key, line);
    }
  }

  /**
   * A person.
   *
   * @param who as the ground's contracts name them: a role, or a name
   * @param line where it is written
   */
  public record Person(String who, Answers answers, int line) {}
}
