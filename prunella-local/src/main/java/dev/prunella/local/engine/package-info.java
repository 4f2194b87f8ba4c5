/** The engine of pipelines on one machine: DuckDB computes, Iceberg commits to a lake's branch. */
@NullMarked
package dev.prunella.local.engine;

import org.jspecify.annotations.NullMarked;
