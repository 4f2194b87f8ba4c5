/**
 * Healbench: how often a system heals, and how often it publishes something wrong.
 *
 * <p>A {@linkplain dev.prunella.bench.heal.scenario.Scenario scenario} is played in a {@linkplain
 * dev.prunella.bench.heal.world.World world} with {@linkplain dev.prunella.bench.heal.fault faults}
 * by a {@linkplain dev.prunella.bench.heal.system system} that knows nothing of it, and judged by
 * an {@linkplain dev.prunella.bench.heal.oracle oracle} that knows how it would have been without.
 */
@NullMarked
package dev.prunella.bench.heal;

import org.jspecify.annotations.NullMarked;
