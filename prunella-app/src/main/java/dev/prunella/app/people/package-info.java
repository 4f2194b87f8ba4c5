/** Asking people: who, by which channel, in which words, and how they answer. */
@NullMarked
package dev.prunella.app.people;

import org.jspecify.annotations.NullMarked;
