package dev.prunella.bench.heal.oracle;

import dev.prunella.bench.heal.fault.Script;
import dev.prunella.bench.heal.fault.Stage;
import dev.prunella.bench.heal.scenario.Scenario;
import dev.prunella.bench.heal.system.Told;
import dev.prunella.bench.heal.world.Owners;
import dev.prunella.bench.heal.world.World;
import dev.prunella.refs.TableName;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Says what came of a play, by what was on main at any moment of it, and by nothing that the system
 * under test believes of it. What it told its people counts where a table is not as it should be:
 * whether it noticed, whether it said so, and whom it asked.
 */
public final class Oracle {
  private final World world;
  private final References references;
  private final Connection connection;

  /**
   * An oracle for the plays of one world.
   *
   * @param connection to an engine of the bench's own
   */
  public Oracle(World world, References references, Connection connection) {
    this.world = world;
    this.references = references;
    this.connection = connection;
  }

  /**
   * What happened in a play.
   *
   * @param told by the system under test, wake by wake
   * @param graph what each table is made from, by the names that the system sees
   * @param owners who is to be asked
   */
  public record Evidence(
      Scenario scenario,
      Script script,
      List<Told> told,
      Map<String, Set<String>> graph,
      Owners owners) {
    public Evidence {
      told = List.copyOf(told);
      graph = Map.copyOf(graph);
    }
  }

  /**
   * Judges. The project is closed, and as the system has left it; afterwards it is put back.
   *
   * @param stage for the worlds to compare with
   */
  public Judgement judge(Evidence play, Stage stage) throws IOException, SQLException {
    return judge(play, stage, _ -> {});
  }

  /**
   * The same.
   *
   * @param done hears what was done since the last time that it heard of anything
   */
  public Judgement judge(Evidence play, Stage stage, Consumer<String> done)
      throws IOException, SQLException {
    int then = play.scenario().then();
    Left left;
    try (var lake = world.lake(world.morning(then))) {
      left = Left.of(lake, references.baseCommit(), references.measuring());
    }
    done.accept("look");
    var twin = references.twin(play.script(), stage, then);
    done.accept("twin");
    var allowed =
        List.<Allowed>of(
            () -> twin,
            references::base,
            () -> references.gap(play.script(), stage, then),
            () -> references.without(play.script(), stage, withheld(play, true, false)),
            () -> references.without(play.script(), stage, withheld(play, false, false)),
            () -> references.without(play.script(), stage, withheld(play, false, true)));
    // What stood back at one time may have come through by another: an interval at a time.
    var until =
        IntStream.rangeClosed(1, play.told().size())
            .mapToObj(k -> withheld(play, play.told().subList(0, k), false, true))
            .<Allowed>map(back -> () -> references.without(play.script(), stage, back))
            .toList();
    var judgement =
        new Case(
                play,
                left,
                world,
                references,
                connection,
                twin,
                allowed,
                until,
                withheld(play, false, false),
                stage)
            .judge();
    done.accept("compare");
    return judgement;
  }

  /** A world whose states are good for a while; made when it is asked for. */
  @FunctionalInterface
  interface Allowed {
    Reference world() throws IOException, SQLException;
  }

  /**
   * What the system itself says that it left as it was, interval by interval.
   *
   * @param affected whether what the fault touches was left, too
   * @param forGood only what no later run has published
   */
  private List<Set<TableName>> withheld(Evidence play, boolean affected, boolean forGood) {
    return withheld(play, play.told(), affected, forGood);
  }

  /**
   * The same, by what it had said until some time.
   *
   * @param told of what it said the first so many
   */
  private List<Set<TableName>> withheld(
      Evidence play, List<Told> told, boolean affected, boolean forGood) {
    var withheld = new ArrayList<Set<TableName>>();
    for (int tick = 0; tick < play.scenario().then(); tick++) {
      var tables = new TreeSet<TableName>();
      var day = world.day(tick).toString();
      if (affected) {
        play.script().affects(tick).forEach(t -> tables.add(name(t)));
      }
      for (var said : told) {
        for (var run : said.runs()) {
          if (run.interval().equals(day)) {
            if (forGood && !run.commit().isEmpty()) {
              tables.clear();
            }
            run.steps().forEach(step -> tables.add(TableName.parse(step.table())));
            if (run.outcome().equals(Told.Run.KILLED)) {
              // It left all as it was, and says of no step why.
              play.graph().keySet().forEach(table -> tables.add(TableName.parse(table)));
            }
          }
        }
      }
      withheld.add(tables);
    }
    return withheld;
  }

  /** The tables that cannot be right at some time of a play. */
  public Set<String> suffering(Script script, Map<String, Set<String>> graph) {
    return Upstream.suffering(world, script, graph);
  }

  /** The tables that somebody has made wrong by hand, and what is made from them. */
  public Set<String> harmed(Script script, Stage stage, Map<String, Set<String>> graph) {
    return Upstream.below(world, script.harms(stage), graph);
  }

  private TableName name(String logical) {
    return TableName.of(world.names().table(logical));
  }
}
