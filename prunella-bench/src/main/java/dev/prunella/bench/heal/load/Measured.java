package dev.prunella.bench.heal.load;

import java.util.Map;

/**
 * What was measured.
 *
 * @param figures by name
 * @param right whether all that must hold did
 */
record Measured(Map<String, Object> figures, boolean right) {}
