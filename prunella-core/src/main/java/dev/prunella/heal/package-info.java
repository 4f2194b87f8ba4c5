/**
 * From a failure to a verified, published and remembered remedy.
 *
 * <p>{@link dev.prunella.heal.Healer} is the loop. It looks at what went wrong ({@link
 * dev.prunella.heal.Finding}), asks {@link dev.prunella.heal.Planner} for remedies, tries them in a
 * {@link dev.prunella.heal.Sandbox}, and lets {@link dev.prunella.heal.Policy} decide on what was
 * verified. It never touches a contract, and in doubt it asks.
 */
@NullMarked
package dev.prunella.heal;

import org.jspecify.annotations.NullMarked;
