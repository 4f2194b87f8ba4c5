/**
 * Pipelines and their runs: a DAG of steps, each producing one table, carried out on a branch of
 * its own and published at once or not at all.
 *
 * <p>A {@link dev.prunella.pipeline.Pipeline} is data; a {@link dev.prunella.pipeline.RunPlan} says
 * what would be done and why; {@link dev.prunella.pipeline.Runner} does it, step by step, through
 * the ports {@link dev.prunella.pipeline.Engine}, {@link dev.prunella.pipeline.Fetcher} and {@link
 * dev.prunella.pipeline.ChildProcesses}. What happened is a list of {@link
 * dev.prunella.pipeline.RunEvent}s.
 */
@NullMarked
package dev.prunella.pipeline;

import org.jspecify.annotations.NullMarked;
