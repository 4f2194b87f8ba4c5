package dev.prunella.local.engine;

import dev.prunella.local.duckdb.Sql;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A file of whose columns some are known by other names, and some are not there at all. */
record RenamedFile(RowsFile file, Map<String, String> renamed, Set<String> ignored)
    implements RowsFile {

  @Override
  public String name() {
    return file.name();
  }

  @Override
  public boolean isEmpty() throws SQLException {
    return file.isEmpty();
  }

  @Override
  public Map<String, String> columns(boolean infer) throws SQLException {
    var columns = new LinkedHashMap<String, String>();
    file.columns(infer)
        .forEach(
            (name, type) -> {
              if (!ignored.contains(name)) {
                columns.put(renamed.getOrDefault(name, name), type);
              }
            });
    return columns;
  }

  @Override
  public String select(Map<String, Wanted> columns) throws SQLException {
    var there = file.columns(false).keySet();
    var original = new LinkedHashMap<String, String>();
    renamed.forEach(
        (from, to) -> {
          if (there.contains(from)) {
            original.put(to, from);
          }
        });
    var wanted = new LinkedHashMap<String, Wanted>();
    columns.forEach((name, want) -> wanted.put(original.getOrDefault(name, name), want));
    var names =
        columns.keySet().stream()
            .map(
                name ->
                    Sql.identifier(original.getOrDefault(name, name))
                        + " AS "
                        + Sql.identifier(name))
            .collect(Collectors.joining(", "));
    return "SELECT " + names + " FROM (" + file.select(wanted) + ") AS renamed";
  }

  @Override
  public Optional<Found> misfit() throws SQLException {
    return file.misfit();
  }
}
