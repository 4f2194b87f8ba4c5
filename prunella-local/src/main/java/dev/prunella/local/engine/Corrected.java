package dev.prunella.local.engine;

import dev.prunella.local.duckdb.Sql;
import dev.prunella.pipeline.Batch;
import dev.prunella.pipeline.Correction.Effect;
import dev.prunella.pipeline.NumberForm;
import dev.prunella.pipeline.Source;
import dev.prunella.pipeline.StepTask;
import dev.prunella.pipeline.Transformation;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a task's corrections make of a batch that they cover: how its bytes are read, and what its
 * rows are changed to.
 *
 * @param source as the bytes are read
 * @param renamed a column's name in the file to the one that it is to have
 * @param ignored columns of the file that are not taken
 * @param written columns of the file whose numbers are written otherwise
 * @param changes of the rows, in order
 * @param key equal where the same is corrected in the same way; empty where nothing is
 */
record Corrected(
    Source.Declared source,
    Map<String, String> renamed,
    Set<String> ignored,
    Map<String, NumberForm> written,
    List<Transformation> changes,
    String key) {

  static Corrected of(StepTask task, Source.Declared source, Batch batch) {
    var options = new TreeMap<>(source.format().options());
    var renamed = new TreeMap<String, String>();
    var ignored = new TreeSet<String>();
    var written = new TreeMap<String, NumberForm>();
    var changes = new ArrayList<Transformation>();
    var key = new StringBuilder();
    for (var correction : task.step().corrections()) {
      if (!correction.isFor(task) || !correction.covers(batch)) {
        continue;
      }
      switch (correction.effect()) {
        case Effect.ChangeRows(var change) -> changes.add(change);
        case Effect.ReadAs(var others, var names, var left, var forms) -> {
          options.putAll(others);
          renamed.putAll(names);
          ignored.addAll(left);
          written.putAll(forms);
        }
        case Effect.LayAside _ -> {}
      }
      key.append('\n').append(correction.effect());
    }
    var read =
        new Source.Declared(
            source.from(),
            new Source.Format(source.format().kind(), options),
            source.columns(),
            source.byInterval(),
            source.onEmpty(),
            source.onNewColumn(),
            source.owner());
    return new Corrected(read, renamed, ignored, written, changes, key.toString());
  }

  /**
   * The rows as they are corrected, each column of the type that it had.
   *
   * @param query gives them as they were read
   */
  String over(String query, Connection connection) throws SQLException {
    if (changes.isEmpty()) {
      return query;
    }
    var types = types(query, connection);
    var columns = List.copyOf(types.keySet());
    var relation = "(" + query + "\n)";
    for (var change : changes) {
      relation = TransformationSql.over(relation, change, columns);
    }
    var casts = new ArrayList<String>();
    for (var change : changes) {
      for (var column : change.changed()) {
        var type = types.get(column);
        if (type != null) {
          casts.add(
              "CAST(" + Sql.identifier(column) + " AS " + type + ") AS " + Sql.identifier(column));
        }
      }
    }
    var distinct = casts.stream().distinct().toList();
    return "SELECT *"
        + (distinct.isEmpty() ? "" : " REPLACE (" + String.join(", ", distinct) + ")")
        + " FROM "
        + relation
        + " AS corrected";
  }

  private static Map<String, String> types(String query, Connection connection)
      throws SQLException {
    try (var prepared = connection.prepareStatement(query)) {
      var data = prepared.getMetaData();
      var types = new LinkedHashMap<String, String>();
      for (int i = 1; i <= data.getColumnCount(); i++) {
        types.put(data.getColumnName(i), data.getColumnTypeName(i));
      }
      return types;
    }
  }
}
