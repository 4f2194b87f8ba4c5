/**
 * What went wrong, told from the words it left behind: failures, their signatures and diagnoses.
 */
@NullMarked
package dev.prunella.incident;

import org.jspecify.annotations.NullMarked;
