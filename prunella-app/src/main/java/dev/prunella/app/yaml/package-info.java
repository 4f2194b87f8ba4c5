/**
 * Files that people write by hand: read and checked against a declared {@link
 * dev.prunella.app.yaml.Shape}, everything wrong with them told at once with its line. The same
 * shape is written out as a JSON Schema, so that an editor complains about what the reader would.
 */
@NullMarked
package dev.prunella.app.yaml;

import org.jspecify.annotations.NullMarked;
