/** Pipelines: a DAG of steps, each producing one table, and what is known about a step. */
@NullMarked
package dev.prunella.pipeline;

import org.jspecify.annotations.NullMarked;
