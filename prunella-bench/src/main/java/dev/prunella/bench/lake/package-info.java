/**
 * What the lake costs: branches, merges, publications, depth, sandboxes, and the engine's share.
 */
@NullMarked
package dev.prunella.bench.lake;

import org.jspecify.annotations.NullMarked;
