/** Rows of a source's database, put right in its staging and made the source's own from there. */
@NullMarked
package dev.prunella.local.staging;

import org.jspecify.annotations.NullMarked;
