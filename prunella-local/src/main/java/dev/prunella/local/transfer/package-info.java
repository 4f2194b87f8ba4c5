/** Files in and out of the lake: CSV, JSON, Parquet. */
@NullMarked
package dev.prunella.local.transfer;

import org.jspecify.annotations.NullMarked;
