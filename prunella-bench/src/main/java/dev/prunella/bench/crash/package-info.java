/**
 * Crash tests of the lake: a writer that publishes over five tables is stopped at every step, in
 * process and by SIGKILL, and what is left is held against what it had been told.
 */
@NullMarked
package dev.prunella.bench.crash;

import org.jspecify.annotations.NullMarked;
