/** Spark on the served lake; runs in profile 'spark' only. */
@NullMarked
package dev.prunella.app.spark;

import org.jspecify.annotations.NullMarked;
