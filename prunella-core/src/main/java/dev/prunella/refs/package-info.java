/**
 * Git for data: branches, commits, merges and publications over the names of a lake's tables.
 *
 * <p>A ref points to a {@link dev.prunella.refs.Commit}; a commit to the root of an immutable,
 * content-addressed hash trie; the trie's leaves say where each table's Iceberg metadata lies.
 * {@link dev.prunella.refs.Lake} is the door; {@link dev.prunella.refs.RefStore} the port that a
 * database stands behind.
 *
 * <p>The same database keeps journals, append-only, so that a publication and what is recorded of
 * it are one transaction.
 */
@NullMarked
package dev.prunella.refs;

import org.jspecify.annotations.NullMarked;
