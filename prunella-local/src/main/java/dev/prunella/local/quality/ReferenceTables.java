package dev.prunella.local.quality;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.prunella.local.duckdb.DuckDbException;
import dev.prunella.quality.Outline;
import dev.prunella.quality.Outline.Usual;
import dev.prunella.quality.Reference;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A {@link Reference} as temporary tables of one connection, made once for all scans against it,
 * and the table that those scans' rows are kept in while there are few. Not thread-safe.
 */
public final class ReferenceTables implements AutoCloseable {
  private static final AtomicLong NUMBER = new AtomicLong();
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Connection connection;
  private final List<String> tables = new ArrayList<>();
  private final FewRows few;

  /** Makes the tables: one for each usual of the outline, in order. */
  public ReferenceTables(Connection connection, Outline outline, Reference reference) {
    this.connection = connection;
    this.few = new FewRows(connection);
    try {
      for (var usual : outline.usuals()) {
        switch (usual) {
          case Usual.OfNumber n ->
              create(reference.numbers().getOrDefault(n.toString(), Map.of()), "DOUBLE");
          case Usual.OfText t ->
              create(reference.texts().getOrDefault(t.toString(), Map.of()), "VARCHAR");
        }
      }
    } catch (SQLException | JsonProcessingException e) {
      throw new DuckDbException("what keys usually have cannot be loaded: " + e.getMessage(), e);
    }
  }

  private void create(Map<String, ?> values, String type)
      throws SQLException, JsonProcessingException {
    var name = "prunella_usual_" + NUMBER.incrementAndGet();
    try (var statement = connection.createStatement()) {
      statement.execute("CREATE TEMP TABLE " + name + " (k VARCHAR, v " + type + ")");
    }
    tables.add(name);
    // Two parameters: as literals, thousands of keys would be parsed and planned at every scan.
    try (var insert =
        connection.prepareStatement(
            "INSERT INTO "
                + name
                + " SELECT unnest(from_json(?, '[\"VARCHAR\"]')), unnest(from_json(?, '[\""
                + type
                + "\"]'))")) {
      insert.setString(1, JSON.writeValueAsString(values.keySet()));
      insert.setString(2, JSON.writeValueAsString(values.values()));
      insert.execute();
    }
  }

  String table(int usual) {
    return tables.get(usual);
  }

  /** Where the rows of one scan after another are kept. */
  FewRows few() {
    return few;
  }

  @Override
  public void close() {
    try (few;
        var statement = connection.createStatement()) {
      for (var table : tables) {
        statement.execute("DROP TABLE IF EXISTS " + table);
      }
    } catch (SQLException e) {
      throw new DuckDbException("temporary tables cannot be dropped: " + e.getMessage(), e);
    }
    tables.clear();
  }
}
