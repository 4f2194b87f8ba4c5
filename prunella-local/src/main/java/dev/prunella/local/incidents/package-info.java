/** Incidents in the lake's journal. */
@NullMarked
package dev.prunella.local.incidents;

import org.jspecify.annotations.NullMarked;
