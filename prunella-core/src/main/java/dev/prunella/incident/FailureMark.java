package dev.prunella.incident;

import dev.prunella.refs.TableName;

/**
 * Tells one failure from another: what failed so for this content fails so again, and what other
 * content brings is another failure.
 *
 * @param signature hash of the failure's text with what varies masked
 * @param content names what the table was to be made from, such as the bytes that its source
 *     brought
 */
public record FailureMark(TableName table, String signature, String content) {}
