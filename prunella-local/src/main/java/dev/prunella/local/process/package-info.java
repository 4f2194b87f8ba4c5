/**
 * Programs of the project as processes of this machine: bounded in memory, time, output and disk
 * space, ended with everything that they started, and without any secret in their environment.
 *
 * <p>This is no cage. A program runs as the same user and can read and write whatever that user
 * may, and it can reach the network; what is not trusted so far must not run here.
 */
@NullMarked
package dev.prunella.local.process;

import org.jspecify.annotations.NullMarked;
