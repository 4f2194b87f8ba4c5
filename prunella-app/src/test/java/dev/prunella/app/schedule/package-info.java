@NullMarked
package dev.prunella.app.schedule;

import org.jspecify.annotations.NullMarked;
