@NullMarked
package dev.prunella.local.secrets;

import org.jspecify.annotations.NullMarked;
