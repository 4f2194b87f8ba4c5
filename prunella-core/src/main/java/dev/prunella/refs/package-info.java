/** Git for data: commits, branches and merges over the names of a lake's tables. */
@NullMarked
package dev.prunella.refs;

import org.jspecify.annotations.NullMarked;
