/**
 * A project at work: its code as a tree, its pipelines, and everything that runs them, put
 * together.
 */
@NullMarked
package dev.prunella.app.run;

import org.jspecify.annotations.NullMarked;
