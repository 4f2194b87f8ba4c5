/** Contracts as files: the Open Data Contract Standard read, inferred and written. */
@NullMarked
package dev.prunella.app.contract;

import org.jspecify.annotations.NullMarked;
