package dev.prunella.local.sql;

import static dev.prunella.local.duckdb.SqlWalk.lower;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the names of the WITH clauses mean at a place; immutable. */
final class Ctes {
  static final Ctes NONE = new Ctes(Map.of());

  private final Map<String, Relation> byName;

  private Ctes(Map<String, Relation> byName) {
    this.byName = byName;
  }

  Ctes with(String name, Relation relation) {
    Map<String, Relation> more = new HashMap<>(byName);
    more.put(lower(name), relation);
    return new Ctes(more);
  }

  @Nullable Relation find(List<String> path) {
    return path.size() == 1 ? byName.get(lower(path.getFirst())) : null;
  }
}
