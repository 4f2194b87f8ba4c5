package dev.prunella.local.gc;

import dev.prunella.local.gc.GcProgress.Step;

/** What a collection passes again and again: renews its turn and tells the progress. */
@FunctionalInterface
interface Turnstile {
  void pass(Step step, long done);
}
