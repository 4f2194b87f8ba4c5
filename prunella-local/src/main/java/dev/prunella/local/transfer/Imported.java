package dev.prunella.local.transfer;

import dev.prunella.refs.Commit;
import org.apache.iceberg.Schema;

/**
 * What an import did.
 *
 * @param rows rows that came in
 * @param bytes their size in the lake
 */
public record Imported(Commit commit, long rows, long files, long bytes, Schema schema) {}
