package dev.prunella.bench.heal.oracle;

import dev.prunella.bench.heal.fault.Script;
import dev.prunella.bench.heal.fault.Stage;
import dev.prunella.bench.heal.oracle.Measuring.Measured;
import dev.prunella.bench.heal.world.ReferenceRuns;
import dev.prunella.bench.heal.world.Variant;
import dev.prunella.bench.heal.world.World;
import dev.prunella.refs.CommitId;
import dev.prunella.refs.Ref;
import dev.prunella.refs.TableName;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/**
 * The worlds with which plays of one world are compared. Each is played in the same folder from the
 * same history, and kept for the plays that follow.
 */
public final class References {
  private final World world;
  private final Measuring measuring;
  private final Map<String, Reference> known = new HashMap<>();
  private final CommitId baseCommit;
  private final Reference base;

  /**
   * The world as it is after its history; others are made when they are asked for.
   *
   * @param folder for rows that are kept
   */
  public References(World world, Path folder) throws IOException, SQLException {
    this.world = world;
    this.measuring = new Measuring(folder);
    world.restore();
    try (var lake = world.lake(world.morning(0))) {
      var head = lake.lake().head(Ref.MAIN);
      this.baseCommit = head.id();
      this.base = new Reference(List.of(measuring.all(lake, head)));
    }
  }

  /** As if no fault had happened. */
  Reference twin(Script script, Stage stage, int then) throws IOException, SQLException {
    var legitimate = script.legitimate();
    return known(
        "twin " + legitimate.identity() + " " + then,
        () -> play(legitimate, stage, then, _ -> Set.of(), true));
  }

  /** As if no fault had happened, and some rows had never come to be in some tables. */
  Reference twinBut(Script script, Stage stage, int then, TakenOut out)
      throws IOException, SQLException {
    // That totals agree with what came may be promised, and does not hold without rows of it.
    return play(script.legitimate(), stage, then, _ -> Set.of(), false, out);
  }

  /** As if what cannot be right had been left as it was, with all that is made of it. */
  Reference gap(Script script, Stage stage, int then) throws IOException, SQLException {
    var without = new ArrayList<Set<TableName>>();
    for (int tick = 0; tick < then; tick++) {
      without.add(tables(script.affects(tick)));
    }
    return without(script, stage, without);
  }

  /** As if some tables had been left as they were, interval by interval. */
  Reference without(Script script, Stage stage, List<Set<TableName>> without)
      throws IOException, SQLException {
    var legitimate = script.legitimate();
    var sorted = without.stream().map(TreeSet::new).toList();
    return known(
        "gap " + legitimate.identity() + " " + sorted,
        () -> play(legitimate, stage, without.size(), without::get, true));
  }

  /** As if nobody had judged anything. */
  Reference damaged(Script script, Stage stage, int then) throws IOException, SQLException {
    return play(script, stage, then, _ -> Set.of(), false);
  }

  /** The same, as if some tables had been left as they were, interval by interval. */
  Reference damaged(Script script, Stage stage, List<Set<TableName>> without)
      throws IOException, SQLException {
    return play(script, stage, without.size(), without::get, false);
  }

  /** As if nobody had judged anything, and from some interval on all had come as it should. */
  Reference damagedUntil(Script script, Stage stage, int then, int right)
      throws IOException, SQLException {
    return damaged(script.until(right), stage, then);
  }

  /** As it is after the history. */
  Reference base() {
    return base;
  }

  /** Main's head after the history. */
  public CommitId baseCommit() {
    return baseCommit;
  }

  /** What measures the worlds, and what is compared with them. */
  Measuring measuring() {
    return measuring;
  }

  private interface Making {
    Reference make() throws IOException, SQLException;
  }

  private Reference known(String key, Making making) throws IOException, SQLException {
    var there = known.get(key);
    if (there == null) {
      there = making.make();
      known.put(key, there);
    }
    return there;
  }

  private Set<TableName> tables(Set<String> logical) {
    return logical.stream()
        .map(t -> TableName.of(world.names().table(t)))
        .collect(Collectors.toSet());
  }

  private Set<TableName> existing(ReferenceRuns runs, Set<TableName> wanted) {
    var there = new TreeSet<TableName>();
    runs.workspace()
        .codeTrees()
        .nowOrOfMain()
        .project()
        .pipelines()
        .forEach(p -> there.addAll(p.pipeline().graph().tables()));
    there.retainAll(wanted);
    return there;
  }

  private Reference play(
      Script script, Stage stage, int then, IntFunction<Set<TableName>> without, boolean judged)
      throws IOException, SQLException {
    return play(script, stage, then, without, judged, TakenOut.nothing());
  }

  /**
   * Plays.
   *
   * @param without tables that are left alone, for an interval
   * @param judged by contracts; else nobody judges, and what fails is left
   * @param out rows that are taken out after each interval
   */
  private Reference play(
      Script script,
      Stage stage,
      int then,
      IntFunction<Set<TableName>> without,
      boolean judged,
      TakenOut out)
      throws IOException, SQLException {
    world.restore();
    var states = new ArrayList<Map<String, Measured>>();
    boolean untouched = judged;
    try (var variant =
            judged
                ? Variant.of(world.project()).byContractsAlone()
                : Variant.of(world.project()).unjudged();
        var runs = ReferenceRuns.open(world.project(), world.morning(0))) {
      for (int tick = 0; tick < then; tick++) {
        stage.at(world.morning(tick), tick);
        script.deliver(stage, tick);
        script.before(stage, tick);
        runs.filesChanged();
        var wanted = out.rows().isEmpty() ? without.apply(tick) : out.below(world, runs);
        Set<TableName> left = wanted.isEmpty() ? Set.of() : existing(runs, wanted);
        untouched &= left.isEmpty();
        var ended = runs.run(world.ground().pipeline(), world.day(tick), left);
        // What was left may hold up what follows; where nothing was, nothing may be in the way.
        if (untouched && !ended.outcome().complete()) {
          throw new IOException(
              "the world to compare with was not published for "
                  + world.day(tick)
                  + ": "
                  + ended.sentence());
        }
        if (!out.rows().isEmpty()) {
          out.takeOut(world, runs, tick);
        }
        var lake = runs.workspace().lake();
        states.add(measuring.all(lake, lake.lake().head(Ref.MAIN)));
        script.after(stage, tick);
      }
    } finally {
      script.end(stage);
      world.restore();
    }
    return new Reference(states);
  }
}
