@NullMarked
package dev.prunella.app.api;

import org.jspecify.annotations.NullMarked;
