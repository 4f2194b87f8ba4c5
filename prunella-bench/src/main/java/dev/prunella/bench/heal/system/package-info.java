/**
 * The system under test, in a process of its own: it is given a project, its sources and the time,
 * and nothing else. What it does when something goes wrong is a {@link Strategy}.
 */
@NullMarked
package dev.prunella.bench.heal.system;

import org.jspecify.annotations.NullMarked;
