/** The user's project: where it is, what {@code prunella.yaml} says. */
@NullMarked
package dev.prunella.app.project;

import org.jspecify.annotations.NullMarked;
