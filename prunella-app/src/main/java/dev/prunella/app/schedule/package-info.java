/** Pipelines that run by themselves: the clock, the files that are waited for, and the runs. */
@NullMarked
package dev.prunella.app.schedule;

import org.jspecify.annotations.NullMarked;
