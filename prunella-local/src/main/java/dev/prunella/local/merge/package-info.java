/** Three-way merge of one Iceberg table that both sides of a lake merge changed. */
@NullMarked
package dev.prunella.local.merge;

import org.jspecify.annotations.NullMarked;
