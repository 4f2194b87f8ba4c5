/** A lake on one machine, put together: refs in a database, files through Iceberg, DuckDB. */
@NullMarked
package dev.prunella.local;

import org.jspecify.annotations.NullMarked;
