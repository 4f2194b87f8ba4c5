package dev.prunella.local.engine;

import java.nio.file.Path;

/**
 * A part of a batch that was looked at.
 *
 * @param name for people
 * @param path where its bytes are, under a name that DuckDB does not take for a pattern
 */
record PartFile(String name, Path path, FirstBytes first) {}
