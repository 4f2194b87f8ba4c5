package dev.prunella.incident;

import dev.prunella.pipeline.Fault;
import dev.prunella.refs.TableName;

/**
 * What was seen of a failure at one table.
 *
 * @param message in the words of whoever noticed; untrusted text
 */
public record Symptom(TableName table, Fault.Kind kind, String message) {}
