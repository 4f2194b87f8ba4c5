/** Tests of the table merge on real Iceberg tables in local files. */
@NullMarked
package dev.prunella.local.merge;

import org.jspecify.annotations.NullMarked;
