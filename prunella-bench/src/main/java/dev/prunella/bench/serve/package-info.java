/** What a served project does under the eyes of many. */
@NullMarked
package dev.prunella.bench.serve;

import org.jspecify.annotations.NullMarked;
