package dev.prunella.bench.heal.system;

import org.jspecify.annotations.Nullable;

/**
 * What comes back for an order: one JSON object a line.
 *
 * @param error why it could not be done; null when it was
 */
record Reply(@Nullable Told told, @Nullable String error) {}
