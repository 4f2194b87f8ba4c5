/** What people know and wrote down, and when it holds. Pure: nothing here reads or writes. */
@NullMarked
package dev.prunella.memory;

import org.jspecify.annotations.NullMarked;
