@NullMarked
package dev.prunella.app.reach;

import org.jspecify.annotations.NullMarked;
