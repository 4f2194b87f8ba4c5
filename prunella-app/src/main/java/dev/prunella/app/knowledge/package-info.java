/** What files in {@code knowledge/} say: what people know, with its scope and validity. */
@NullMarked
package dev.prunella.app.knowledge;

import org.jspecify.annotations.NullMarked;
