/**
 * The lake as Iceberg sees it: a catalog for each branch, and a file system that keeps what a
 * commit depends on.
 *
 * <p>{@link dev.prunella.local.iceberg.LakeCatalogs} is the door.
 */
@NullMarked
package dev.prunella.local.iceberg;

import org.jspecify.annotations.NullMarked;
