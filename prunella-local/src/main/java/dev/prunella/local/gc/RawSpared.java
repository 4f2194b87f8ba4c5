package dev.prunella.local.gc;

import dev.prunella.local.gc.GcProgress.Step;
import dev.prunella.local.raw.RawNeeds;
import dev.prunella.refs.ObjectId;
import java.time.Instant;
import java.util.function.Supplier;

/** What a collection spares of the raw store: what its mark knows, and what is young. */
final class RawSpared implements RawNeeds {
  private final RawMark raw;
  private final LiveMark mark;
  private final Supplier<Instant> cutoff;
  private final Turnstile turnstile;
  private long batches;

  /**
   * @param cutoff asked anew before each batch, as for files
   */
  RawSpared(RawMark raw, LiveMark mark, Supplier<Instant> cutoff, Turnstile turnstile) {
    this.raw = raw;
    this.mark = mark;
    this.cutoff = cutoff;
    this.turnstile = turnstile;
  }

  @Override
  public boolean needs(ObjectId hash) {
    return !raw.odd().isEmpty() || raw.needs(hash);
  }

  @Override
  public Instant olderThan() {
    return cutoff.get();
  }

  @Override
  public void lookAgain() {
    turnstile.pass(Step.SWEEP_RAW, ++batches);
    mark.catchUp();
  }
}
