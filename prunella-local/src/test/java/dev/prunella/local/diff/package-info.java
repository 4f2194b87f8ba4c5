@NullMarked
package dev.prunella.local.diff;

import org.jspecify.annotations.NullMarked;
