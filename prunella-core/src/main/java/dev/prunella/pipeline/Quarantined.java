package dev.prunella.pipeline;

import dev.prunella.refs.Entry;
import dev.prunella.refs.TableName;
import java.util.Map;
import java.util.Optional;

/**
 * Rows that a step laid aside.
 *
 * @param table where they are
 * @param before what stood under its name on the branch
 * @param after what stands there now
 * @param rows how many, each once
 * @param byRule how many broke each rule; a row may break several
 */
public record Quarantined(
    TableName table, Optional<Entry> before, Entry after, long rows, Map<String, Long> byRule) {
  public Quarantined {
    byRule = Map.copyOf(byRule);
  }
}
