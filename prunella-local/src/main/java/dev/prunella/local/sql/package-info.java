/**
 * What a model's SQL says: which tables it reads, where its columns come from, which rows it can do
 * without, and how to change a word of it without touching the rest.
 */
@NullMarked
package dev.prunella.local.sql;

import org.jspecify.annotations.NullMarked;
