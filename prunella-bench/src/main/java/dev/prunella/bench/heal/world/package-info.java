/** Where a scenario is played: a project with good history, which is made once and put back. */
@NullMarked
package dev.prunella.bench.heal.world;

import org.jspecify.annotations.NullMarked;
