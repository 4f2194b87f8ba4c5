/**
 * The desk of an agent: what it may see and do, free of any protocol. It works on one branch of its
 * own; what it suggests is proved and decided on like every other remedy.
 */
@NullMarked
package dev.prunella.app.agent;

import org.jspecify.annotations.NullMarked;
