/** How fast a similar incident is found among many. */
@NullMarked
package dev.prunella.bench.similar;

import org.jspecify.annotations.NullMarked;
