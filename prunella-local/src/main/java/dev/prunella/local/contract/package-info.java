/** Contracts held against tables, in DuckDB. */
@NullMarked
package dev.prunella.local.contract;

import org.jspecify.annotations.NullMarked;
