package dev.prunella.app.run;

import dev.prunella.incident.IncidentId;
import dev.prunella.pipeline.Coverage.Reason;
import dev.prunella.pipeline.DataInterval;
import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.RunEvent;
import dev.prunella.pipeline.RunId;
import dev.prunella.refs.Commit;
import dev.prunella.refs.TableName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How a project stands: what its readers see, and what is in the way.
 *
 * @param tables that steps make
 * @param waiting for files that had not come when a run looked for them
 * @param unmade that are on main, and no step makes them
 * @param further whether there are older runs that were not looked at
 */
public record Status(
    Commit main,
    List<PipelineStatus> pipelines,
    List<TableStatus> tables,
    List<Waiting> waiting,
    List<TableName> unmade,
    List<OpenRun> open,
    boolean further) {

  public Status {
    pipelines = List.copyOf(pipelines);
    tables = List.copyOf(tables);
    waiting = List.copyOf(waiting);
    unmade = List.copyOf(unmade);
    open = List.copyOf(open);
  }

  /**
   * Whether nobody needs to do anything here. What older code has made is whole, and to make it
   * anew is for people to decide; a file that has not come is for its owner to bring.
   */
  public boolean needsNobody() {
    return tables.stream().allMatch(t -> t.state() == State.FRESH || t.state() == State.OLDER_CODE)
        && waiting.stream().noneMatch(Waiting::hasCome)
        && open.stream().allMatch(run -> run.worker().isPresent());
  }

  /** The state of a table that a step makes. */
  public enum State {
    FRESH,
    /** Readers see its last good data. */
    STALE,
    /**
     * Intervals that were published are not there any more, or their files have changed since; or
     * somebody has changed it by hand, and is asked whether that is to stay.
     */
    OUTDATED,
    /** Some of its intervals were made by other code than the project's present one. */
    OLDER_CODE,
    NEVER_BUILT
  }

  /**
   * A pipeline and its newest run.
   *
   * @param outcome empty while it works, and when it was killed
   * @param next when its schedule comes up next
   */
  public record PipelineStatus(
      String name,
      Optional<RunId> run,
      Optional<String> interval,
      Optional<RunEvent.Outcome> outcome,
      String sentence,
      Optional<Instant> at,
      Optional<Instant> next) {}

  /**
   * A table.
   *
   * @param rows empty where its metadata does not tell
   * @param writtenBy the run that wrote what readers see
   * @param through the newest interval that it holds, as its calendar names it
   * @param byHand the incident that asks whether what somebody did to it by hand is to stay
   */
  public record TableStatus(
      TableName table,
      State state,
      Optional<Long> rows,
      Optional<RunId> writtenBy,
      Optional<Instant> writtenAt,
      Optional<String> through,
      Optional<Why> why,
      Optional<Outdated> outdated,
      Optional<IncidentId> byHand) {}

  /**
   * Why a table is not what a run would make now.
   *
   * @param step the table that it is about: itself, or one upstream
   * @param intervals newest first; none for a pipeline that is not about time
   * @param pipeline that makes the table
   */
  public record Outdated(Reason reason, TableName step, List<String> intervals, String pipeline) {
    public Outdated {
      intervals = List.copyOf(intervals);
    }
  }

  /**
   * An interval whose run did not find a source's files.
   *
   * @param hasCome whether they are there now
   */
  public record Waiting(TableName source, Optional<String> interval, RunId run, boolean hasCome) {}

  /**
   * Why a table is stale.
   *
   * @param since when the first run began that did not publish it
   * @param causes at least one, each of another run, the newest first
   */
  public record Why(Instant since, List<Cause> causes) {
    public Why {
      causes = List.copyOf(causes);
      if (causes.isEmpty()) {
        throw new IllegalArgumentException("a table is stale for no cause");
      }
    }

    /** That of the newest run. */
    public Cause newest() {
      return causes.getFirst();
    }

    /** All that are missing, those of the newest run first. */
    public List<String> intervals() {
      return causes.stream().flatMap(cause -> cause.interval().stream()).toList();
    }
  }

  /**
   * Why a run did not bring a table.
   *
   * @param run the newest that did not bring the interval
   * @param interval that is missing; empty for a pipeline that is not about time
   * @param step the table whose step failed, or that lacks the interval: itself, or one upstream
   * @param fault empty when the run was killed or interrupted, or its publication was held as a
   *     whole
   */
  public record Cause(
      RunId run,
      Optional<String> interval,
      TableName step,
      Optional<Fault> fault,
      String sentence) {}

  /**
   * A run that is not over.
   *
   * @param worker the process that works on it; empty when it was killed
   */
  public record OpenRun(
      RunId run,
      String pipeline,
      Optional<DataInterval> interval,
      Optional<String> label,
      Instant began,
      Optional<String> worker) {}
}
