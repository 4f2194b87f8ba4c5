package dev.prunella.contract;

import java.time.Duration;
import java.util.Optional;

/**
 * How old a table's newest data may be.
 *
 * @param column that tells it; empty for the time of the table's last change
 */
public record Freshness(
    Optional<String> id,
    CodePlace place,
    Optional<String> column,
    Duration most,
    Severity severity,
    String description) {}
