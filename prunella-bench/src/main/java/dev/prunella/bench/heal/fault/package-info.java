/** What goes wrong: the library of faults, and how a play brings them about. */
@NullMarked
package dev.prunella.bench.heal.fault;

import org.jspecify.annotations.NullMarked;
