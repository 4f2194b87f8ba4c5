/** What {@code policy.yaml} says: what the healer may do by itself. */
@NullMarked
package dev.prunella.app.policy;

import org.jspecify.annotations.NullMarked;
