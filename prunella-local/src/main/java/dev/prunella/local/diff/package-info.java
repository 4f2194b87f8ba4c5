/** What differs between two commits: tables, schemas, files, rows. */
@NullMarked
package dev.prunella.local.diff;

import org.jspecify.annotations.NullMarked;
