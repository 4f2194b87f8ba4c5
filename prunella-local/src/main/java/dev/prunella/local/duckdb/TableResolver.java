package dev.prunella.local.duckdb;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.Table;

/** Finds the tables that a query names. */
public interface TableResolver {

  /** The table for a name's parts as they were typed, namespace first. */
  Optional<Table> find(List<String> name);

  /** Dotted names to suggest from when one is not found; asked for only then. */
  Collection<String> names();
}
