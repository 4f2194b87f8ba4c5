/** What a run costs: steps, schedules, backfills, and the engine's share of a whole pipeline. */
@NullMarked
package dev.prunella.bench.run;

import org.jspecify.annotations.NullMarked;
