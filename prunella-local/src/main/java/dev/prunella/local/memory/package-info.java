/** Where past incidents are found again: an index of the journal, and nothing that it has not. */
@NullMarked
package dev.prunella.local.memory;

import org.jspecify.annotations.NullMarked;
