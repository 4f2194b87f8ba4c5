/** What came of many plays, counted, for people to read and programs to compare. */
@NullMarked
package dev.prunella.bench.heal.report;

import org.jspecify.annotations.NullMarked;
