package dev.prunella.local.gc;

/** Is told how far a collection has come; called from one thread. */
@FunctionalInterface
public interface GcProgress {

  /** What a collection does, in this order. */
  enum Step {
    /** Counted in commits. */
    MARK,
    /** Counted in objects of the ref store. */
    SWEEP_OBJECTS,
    /** Counted in files looked at. */
    LIST_FILES,
    /** Counted in files deleted. */
    SWEEP_FILES,
    /** Counted in batches of raw objects. */
    SWEEP_RAW
  }

  GcProgress SILENT = (step, done) -> {};

  void at(Step step, long done);
}
