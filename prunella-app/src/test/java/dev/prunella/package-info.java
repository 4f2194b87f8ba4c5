/** Tests of the whole: which part may know which. */
@NullMarked
package dev.prunella;

import org.jspecify.annotations.NullMarked;
