/** How many events of other producers are taken a second. */
@NullMarked
package dev.prunella.bench.lineage;

import org.jspecify.annotations.NullMarked;
