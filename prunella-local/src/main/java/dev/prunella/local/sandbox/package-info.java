/** Sandboxes of people: branches of the lake that have a lifetime. */
@NullMarked
package dev.prunella.local.sandbox;

import org.jspecify.annotations.NullMarked;
