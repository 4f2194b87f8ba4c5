package dev.prunella.pipeline;

import java.util.List;
import java.util.Optional;

/**
 * A DAG of steps that run together.
 *
 * @param calendar how time is cut into intervals; empty for a pipeline that is not about time
 * @param publish which of a run's tables are published together
 * @param joint what contracts of the whole project promise by queries over several tables
 */
public record Pipeline(
    String name,
    Optional<Calendar> calendar,
    Graph graph,
    PublishUnit publish,
    Optional<Schedule> schedule,
    List<JointCheck> joint) {

  /** Without joint checks. */
  public Pipeline(
      String name,
      Optional<Calendar> calendar,
      Graph graph,
      PublishUnit publish,
      Optional<Schedule> schedule) {
    this(name, calendar, graph, publish, schedule, List.of());
  }

  public Pipeline {
    joint = List.copyOf(joint);
  }

  /** The tables that are published together. */
  public enum PublishUnit {
    /** Everything that is not downstream of a failure; the default. */
    WHAT_SUCCEEDED,
    ALL_OR_NOTHING
  }

  /**
   * When it runs by itself.
   *
   * @param cron five fields, in the calendar's zone, else UTC
   * @param catchUp whether intervals that were missed are run later
   * @param waitForFiles whether an interval waits until the files of its sources are there
   */
  public record Schedule(String cron, boolean catchUp, boolean waitForFiles) {}

  public List<Step> steps() {
    return graph.inOrder();
  }
}
