/**
 * Whom a question goes to, when, and by which way: decided from what was asked, what was sent
 * already and the time.
 */
@NullMarked
package dev.prunella.people;

import org.jspecify.annotations.NullMarked;
