/** Runs of others, kept beside the lake. */
@NullMarked
package dev.prunella.local.outside;

import org.jspecify.annotations.NullMarked;
