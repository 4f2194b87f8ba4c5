/**
 * The bytes that sources brought, kept by their hash for as long as the publications that rest on
 * them can be replayed.
 *
 * <p>{@link dev.prunella.local.raw.RawStore} keeps them; snapshots name them in their summary, in
 * the way that {@link dev.prunella.local.raw.RawNames} writes; garbage collection sweeps what no
 * retained snapshot names.
 */
@NullMarked
package dev.prunella.local.raw;

import org.jspecify.annotations.NullMarked;
