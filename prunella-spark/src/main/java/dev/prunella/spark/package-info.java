/** Spark in a process of its own, spoken to in lines of JSON. */
@NullMarked
package dev.prunella.spark;

import org.jspecify.annotations.NullMarked;
