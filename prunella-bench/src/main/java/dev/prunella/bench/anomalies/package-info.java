/**
 * How well silent failures are seen and explained: real tables, damaged by rules that share no code
 * with the detectors.
 */
@NullMarked
package dev.prunella.bench.anomalies;

import org.jspecify.annotations.NullMarked;
