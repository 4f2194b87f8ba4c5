/** Benchmarks and crash tests of Prunella itself, behind {@code prunella bench}. */
@NullMarked
package dev.prunella.bench;

import org.jspecify.annotations.NullMarked;
