@NullMarked
package dev.prunella.app.policy;

import org.jspecify.annotations.NullMarked;
