/** What healing costs when much is wrong at once, and how long it takes on large tables. */
@NullMarked
package dev.prunella.bench.heal.load;

import org.jspecify.annotations.NullMarked;
