/**
 * What is right, and what came of a play. Nothing here is used by the product, and nothing of the
 * product's verification is used here.
 */
@NullMarked
package dev.prunella.bench.heal.oracle;

import org.jspecify.annotations.NullMarked;
