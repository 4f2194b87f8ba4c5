/** The prunella command: what a person types, and what it answers. */
@NullMarked
package dev.prunella.app.cli;

import org.jspecify.annotations.NullMarked;
