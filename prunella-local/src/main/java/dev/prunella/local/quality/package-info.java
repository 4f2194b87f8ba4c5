/** Statistics of table intervals, computed by DuckDB where the rows lie, and kept as JSON. */
@NullMarked
package dev.prunella.local.quality;

import org.jspecify.annotations.NullMarked;
