package dev.prunella.local.engine;

/**
 * What a column of a file is to become.
 *
 * @param type DuckDB's
 * @param declared whether a person said so; what was only inferred from the first rows is held to
 *     the letter: a leading zero shows that it was never meant as a number
 */
record Wanted(String type, boolean declared) {}
