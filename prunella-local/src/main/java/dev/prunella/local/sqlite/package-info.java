/** What all of our SQLite files need, whatever is in them. */
@NullMarked
package dev.prunella.local.sqlite;

import org.jspecify.annotations.NullMarked;
