@NullMarked
package dev.prunella.local.process;

import org.jspecify.annotations.NullMarked;
