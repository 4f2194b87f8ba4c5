/** The healer put together over a workspace: what it sees, where it tries, when it is woken. */
@NullMarked
package dev.prunella.app.heal;

import org.jspecify.annotations.NullMarked;
