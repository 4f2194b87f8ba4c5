/**
 * Garbage collection over the whole lake: what no ref and no retained commit needs any more goes,
 * beside writers at work.
 *
 * <p>{@link dev.prunella.local.gc.GarbageCollection} marks from every ref, rechecks what has moved
 * meanwhile and sweeps, in this order: commits, trie nodes, files. So at every instant each commit
 * in the store has its parents, its trie and all its files, wherever a collection is killed.
 * Writers say that they are at work through {@link dev.prunella.local.gc.Leases}.
 */
@NullMarked
package dev.prunella.local.gc;

import org.jspecify.annotations.NullMarked;
