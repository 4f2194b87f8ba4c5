/** Runs as OpenLineage events, for whoever collects lineage. */
@NullMarked
package dev.prunella.connect.openlineage;

import org.jspecify.annotations.NullMarked;
