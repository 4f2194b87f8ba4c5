/** Wrong cells found without labels, scored against tables whose wrong cells are known. */
@NullMarked
package dev.prunella.bench.errors;

import org.jspecify.annotations.NullMarked;
