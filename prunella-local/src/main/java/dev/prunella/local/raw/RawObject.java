package dev.prunella.local.raw;

import dev.prunella.refs.ObjectId;

/**
 * Bytes that are kept.
 *
 * @param hash their SHA-256
 * @param bytes how many
 * @param isNew whether they had not been kept before
 */
public record RawObject(ObjectId hash, long bytes, boolean isNew) {}
