package dev.prunella.pipeline;

import dev.prunella.refs.TableName;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * One step to be carried out once, on a branch.
 *
 * @param branch where tables are read and the result is committed
 * @param run which run asks
 * @param interval the slice of time, when the pipeline has a calendar
 * @param calendar the pipeline's
 * @param runAt the run's time, pinned, so that a replay can be equal
 * @param seed for whatever is random, pinned
 * @param fingerprint what the result depends on; kept with the table
 * @param again whether it is carried out even when its result stands in the table already
 */
public record StepTask(
    String branch,
    RunId run,
    Step step,
    Optional<DataInterval> interval,
    Optional<Calendar> calendar,
    Instant runAt,
    long seed,
    String fingerprint,
    boolean again) {

  /** To be carried out unless its result is there. */
  public StepTask(
      String branch,
      RunId run,
      Step step,
      Optional<DataInterval> interval,
      Optional<Calendar> calendar,
      Instant runAt,
      long seed,
      String fingerprint) {
    this(branch, run, step, interval, calendar, runAt, seed, fingerprint, false);
  }

  /** In which timestamps without a zone are meant. */
  public ZoneId zone() {
    return calendar.map(Calendar::zone).orElse(ZoneOffset.UTC);
  }

  /** The interval's name, empty where there is none. */
  public Optional<String> intervalLabel() {
    return interval.flatMap(i -> calendar.map(c -> c.label(i)));
  }

  public TableName table() {
    return step.table();
  }

  /** The same for another interval. */
  public StepTask over(DataInterval other) {
    return new StepTask(
        branch, run, step, Optional.of(other), calendar, runAt, seed, fingerprint, again);
  }

  /** The same on another branch. */
  public StepTask onto(String other) {
    return new StepTask(other, run, step, interval, calendar, runAt, seed, fingerprint, again);
  }

  /** The same for what the step's source brings. */
  StepTask bringing(Batch batch) {
    return new StepTask(
        branch, run, step.forBatch(batch), interval, calendar, runAt, seed, fingerprint, again);
  }

  StepTask fingerprinted(String text) {
    return new StepTask(branch, run, step, interval, calendar, runAt, seed, text, again);
  }
}
