/**
 * Refs and immutable objects on SQL databases: SQLite for one machine, PostgreSQL for a team.
 *
 * <p>{@link dev.prunella.local.refs.JdbcRefStore} holds the statements, which both speak; a {@link
 * dev.prunella.local.refs.Database} knows connections, transactions and what its errors mean.
 */
@NullMarked
package dev.prunella.local.refs;

import org.jspecify.annotations.NullMarked;
