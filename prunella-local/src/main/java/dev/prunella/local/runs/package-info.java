/** The journal of runs, in the lake's database. */
@NullMarked
package dev.prunella.local.runs;

import org.jspecify.annotations.NullMarked;
