/**
 * Runs as OpenLineage events. {@link dev.prunella.connect.openlineage.Lineage} belongs to a process
 * and delivers; {@link dev.prunella.connect.openlineage.OpenLineageListener} belongs to a run and
 * tells. Nothing here can block or fail a run: what cannot be delivered is counted, and said.
 */
@NullMarked
package dev.prunella.connect.openlineage;

import org.jspecify.annotations.NullMarked;
