package dev.prunella.bench.heal.fault;

import dev.prunella.bench.heal.fault.Kind.Unplayable;
import dev.prunella.bench.heal.ground.Feed;
import dev.prunella.bench.heal.scenario.Scenario;
import dev.prunella.bench.heal.scenario.Scenario.Planned;
import dev.prunella.bench.heal.world.Answer;
import dev.prunella.bench.heal.world.World;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The faults of a scenario, made for one play: what comes from where, and what else is done. */
public final class Script {
  private final long seed;
  private final List<Cast> faults;

  /**
   * A fault with its plan.
   *
   * @param where it is written
   * @param until from this interval on it is as if it had never been
   */
  private record Cast(Planned plan, Kind kind, Fault fault, String where, int until) {
    /** Whether it has begun. */
    boolean acts(int tick) {
      return tick >= plan.from() && tick < until;
    }

    boolean touches(int tick) {
      return acts(tick) && (kind.stays() || tick < plan.from() + plan.lasts());
    }

    /** Does something with the fault; where the world has no place for it, it is told which. */
    void act(Deed deed) throws IOException, SQLException {
      try {
        deed.with(fault);
      } catch (Unplayable e) {
        throw unplayable(where, kind, e.getMessage());
      }
    }
  }

  @FunctionalInterface
  private interface Deed {
    void with(Fault fault) throws IOException, SQLException;
  }

  private static Unplayable unplayable(String where, Kind kind, @Nullable String why) {
    return new Unplayable(where + ": '" + kind.name() + "' cannot be played: " + why);
  }

  private Script(long seed, List<Cast> faults) {
    this.seed = seed;
    this.faults = List.copyOf(faults);
  }

  /**
   * Makes the faults.
   *
   * @throws Unplayable when the world has no place for one; tells which, by file and line
   */
  public static Script of(Scenario scenario, Map<String, Kind> kinds, Stage stage)
      throws IOException, SQLException {
    var faults = new ArrayList<Cast>();
    for (var plan : scenario.faults()) {
      var kind = Objects.requireNonNull(kinds.get(plan.kind()), plan.kind());
      var where = scenario.at(plan.line());
      try {
        faults.add(new Cast(plan, kind, kind.maker().make(plan, stage), where, Integer.MAX_VALUE));
      } catch (Unplayable e) {
        throw unplayable(where, kind, e.getMessage());
      }
    }
    return new Script(stage.seed(), faults);
  }

  /** Only what is no fault: what the twin sees too. */
  public Script legitimate() {
    return new Script(seed, faults.stream().filter(c -> c.kind().legitimate()).toList());
  }

  /** The same before an interval; from there on only what is no fault. */
  public Script until(int tick) {
    return new Script(
        seed,
        faults.stream()
            .map(
                c ->
                    c.kind().legitimate()
                        ? c
                        : new Cast(c.plan(), c.kind(), c.fault(), c.where(), tick))
            .toList());
  }

  /**
   * Alike for scripts that do the same. Words do not tell that: which rows are missing on a quiet
   * day is left to chance.
   */
  public String identity() {
    return faults.isEmpty() ? "" : seed + " " + told();
  }

  /** In words. */
  public List<String> told() {
    return faults.stream().map(c -> c.fault().told()).toList();
  }

  public List<Kind> kinds() {
    return faults.stream().map(Cast::kind).toList();
  }

  /** Tables that cannot be right for an interval. */
  public Set<String> affects(int tick) {
    var affected = new TreeSet<String>();
    faults.stream()
        .filter(c -> c.touches(tick) && !c.kind().legitimate())
        .forEach(c -> affected.addAll(c.fault().affects()));
    return affected;
  }

  /** Tables that cannot be right at some time. */
  public Set<String> affects() {
    var affected = new TreeSet<String>();
    faults.stream()
        .filter(c -> !c.kind().legitimate())
        .forEach(c -> affected.addAll(c.fault().affects()));
    return affected;
  }

  /** Tables that somebody has made wrong by hand. */
  public Set<String> harms(Stage stage) {
    var harmed = new TreeSet<String>();
    faults.stream()
        .filter(c -> !c.kind().legitimate())
        .forEach(c -> harmed.addAll(c.fault().harms(stage)));
    return harmed;
  }

  /** Source tables of which only the columns in common are compared. */
  public Set<String> reshapes() {
    var reshaped = new TreeSet<String>();
    faults.forEach(c -> reshaped.addAll(c.fault().reshapes()));
    return reshaped;
  }

  /** Delivers an interval of all feeds, as the faults have it. */
  public void deliver(Stage stage, int tick) throws IOException, SQLException {
    for (var feed : stage.world().ground().feeds()) {
      deliver(stage, feed, tick);
    }
  }

  private void deliver(Stage stage, Feed feed, int tick) throws IOException, SQLException {
    var world = stage.world();
    var acting = faults.stream().filter(c -> c.touches(tick)).toList();
    var rows = world.good(feed, tick);
    for (var cast : acting) {
      rows = cast.fault().rows(stage, feed, tick - cast.plan().from(), rows);
    }
    Optional<byte[]> bytes = Optional.of(bytes(world, feed, rows, acting));
    for (var cast : acting) {
      if (bytes.isPresent()) {
        bytes = cast.fault().file(stage, feed, tick - cast.plan().from(), bytes.get());
      }
    }
    if (bytes.isEmpty()) {
      return;
    }
    switch (feed.delivery()) {
      case Feed.Delivery.File _ -> world.bring(feed, tick, bytes.get());
      case Feed.Delivery.Http _ -> {
        var answering = Answer.Answering.always(Answer.json(bytes.get()));
        for (var cast : acting) {
          answering = cast.fault().answer(stage, feed, tick - cast.plan().from(), answering);
        }
        world.serve(feed, tick, answering);
      }
    }
  }

  /**
   * Values that a fault makes may not fit their column: that is the scenario's, not the bench's.
   */
  private static byte[] bytes(World world, Feed feed, String rows, List<Cast> acting)
      throws IOException, SQLException {
    try {
      return world.bytes(feed, rows);
    } catch (SQLException e) {
      if (acting.isEmpty()) {
        throw e;
      }
      var why = Objects.toString(e.getMessage(), "").lines().findFirst().orElse("");
      var last = acting.getLast();
      throw unplayable(last.where(), last.kind(), "its rows cannot be made: " + why);
    }
  }

  /**
   * Somebody who knows puts right at its origin what the faults have changed so far: what sources
   * have brought, references, models and settings.
   */
  public void mend(Stage stage) throws IOException, SQLException {
    var right = legitimate();
    for (int tick = 0; tick <= stage.tick(); tick++) {
      right.deliver(stage, tick);
    }
    for (var cast : faults) {
      if (stage.tick() >= cast.plan().from() && !cast.kind().legitimate()) {
        cast.act(fault -> fault.mend(stage));
      }
    }
  }

  /** Whether a fault is there from an interval on. */
  public boolean begins(int tick) {
    return faults.stream().anyMatch(cast -> cast.plan().from() == tick);
  }

  /** Just before the wake of an interval. */
  public void before(Stage stage, int tick) throws IOException, SQLException {
    for (var cast : faults) {
      if (cast.acts(tick)) {
        cast.act(fault -> fault.before(stage, tick - cast.plan().from()));
      }
    }
  }

  /** After the first wake of an interval. */
  public void after(Stage stage, int tick) throws IOException, SQLException {
    for (var cast : faults) {
      if (cast.acts(tick)) {
        cast.act(fault -> fault.after(stage, tick - cast.plan().from()));
      }
    }
  }

  /** Puts right whatever lies outside of the project. */
  public void end(Stage stage) throws IOException {
    for (var cast : faults) {
      cast.fault().end(stage);
    }
  }
}
