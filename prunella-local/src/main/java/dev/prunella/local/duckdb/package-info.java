/** DuckDB in process reads what Iceberg plans and writes Parquet files that Iceberg commits. */
@NullMarked
package dev.prunella.local.duckdb;

import org.jspecify.annotations.NullMarked;
