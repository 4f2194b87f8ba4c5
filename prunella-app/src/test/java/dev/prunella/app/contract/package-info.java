@NullMarked
package dev.prunella.app.contract;

import org.jspecify.annotations.NullMarked;
