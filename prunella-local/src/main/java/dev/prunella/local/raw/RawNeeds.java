package dev.prunella.local.raw;

import dev.prunella.refs.ObjectId;
import java.time.Instant;
import java.util.function.Predicate;

/** What a sweep must spare. */
public interface RawNeeds {

  boolean needs(ObjectId hash);

  /** What is not older than this stays. Asked anew before each batch; it only ever goes back. */
  Instant olderThan();

  /** Called before a batch is judged for the last time: whoever marks looks again. */
  default void lookAgain() {}

  /** Needs that do not change meanwhile. */
  static RawNeeds of(Predicate<ObjectId> needed, Instant olderThan) {
    return new RawNeeds() {
      @Override
      public boolean needs(ObjectId hash) {
        return needed.test(hash);
      }

      @Override
      public Instant olderThan() {
        return olderThan;
      }
    };
  }
}
