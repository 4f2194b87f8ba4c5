/** The system under test dies while it heals, and the product's laws are looked at afterwards. */
@NullMarked
package dev.prunella.bench.heal.crash;

import org.jspecify.annotations.NullMarked;
