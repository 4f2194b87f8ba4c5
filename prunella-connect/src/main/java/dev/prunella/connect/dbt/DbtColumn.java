package dev.prunella.connect.dbt;

import java.util.Optional;

/**
 * A column as the project documents it.
 *
 * @param type in the warehouse's own words
 */
public record DbtColumn(String name, Optional<String> type, String description) {}
