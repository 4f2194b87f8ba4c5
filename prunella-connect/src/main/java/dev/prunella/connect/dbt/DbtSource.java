package dev.prunella.connect.dbt;

import java.time.Duration;
import java.util.Optional;

/**
 * A table that somebody else fills.
 *
 * @param name as the project calls it: {@code source.table}
 * @param loadedAt the column, or expression, by which dbt judges freshness
 */
public record DbtSource(
    String id,
    DbtRelation relation,
    String name,
    Optional<String> loadedAt,
    Optional<Duration> warnAfter,
    Optional<Duration> errorAfter,
    String description,
    Optional<DbtOwner> owner) {}
