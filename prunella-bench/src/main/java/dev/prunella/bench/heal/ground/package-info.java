/**
 * The grounds on which healbench is played: an ordinary project with a pool of real rows, from
 * which any number of days is made by seed, under other names.
 */
@NullMarked
package dev.prunella.bench.heal.ground;

import org.jspecify.annotations.NullMarked;
