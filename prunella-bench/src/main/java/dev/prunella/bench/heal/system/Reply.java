package dev.prunella.bench.heal.system;

import org.jspecify.annotations.Nullable;

/**
 * What comes back for an order: one JSON object a line.
 *
 * @param told null where it could not be done, or the process seemed to die at it
 * @param error why it could not be done; null when it was
 * @param died the step at which it seemed to die; null if it did not
 * @param steps how many it took, if they are counted
 */
record Reply(@Nullable Told told, @Nullable String error, @Nullable String died, int steps) {}
