/** What is played: a ground, faults, people, and what may come of it. */
@NullMarked
package dev.prunella.bench.heal.scenario;

import org.jspecify.annotations.NullMarked;
