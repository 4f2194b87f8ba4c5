package dev.prunella.bench.heal.oracle;

import dev.prunella.bench.heal.fault.ByHand;
import dev.prunella.bench.heal.world.ReferenceRuns;
import dev.prunella.bench.heal.world.World;
import dev.prunella.refs.Ref;
import dev.prunella.refs.TableName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Rows that are taken out of tables of a world to compare with; what is made of these tables is
 * then made again by the world's own models.
 *
 * @param rows files of rows without {@code _batch}, by table
 * @param columns of these rows, by table
 */
record TakenOut(Map<String, Path> rows, Map<String, List<String>> columns) {
  private static final String BENCH = "healbench";

  TakenOut {
    rows = Map.copyOf(rows);
    columns = Map.copyOf(columns);
  }

  static TakenOut nothing() {
    return new TakenOut(Map.of(), Map.of());
  }

  /** The same with rows of a further table. */
  TakenOut and(String table, Path more, Set<String> of) {
    var allRows = new TreeMap<>(rows);
    var allColumns = new TreeMap<>(columns);
    allRows.put(table, more);
    allColumns.put(table, List.copyOf(of));
    return new TakenOut(allRows, allColumns);
  }

  /**
   * What is made of these tables: to be made once the rows are out, for what was merged into a
   * table does not leave it again.
   */
  Set<TableName> below(World world, ReferenceRuns runs) {
    return runs.graph(world.ground().pipeline()).downstream(tables());
  }

  /**
   * After all else of an interval was run in a world: takes the rows out, and runs what is below.
   */
  void takeOut(World world, ReferenceRuns runs, int tick) throws IOException {
    var graph = runs.graph(world.ground().pipeline());
    var later = new TreeSet<>(tables());
    // Upstream first: what was taken out above is made again below, and then less is to be taken.
    for (var step : graph.inOrder()) {
      if (!later.remove(step.table())) {
        continue;
      }
      var table = step.table().toString();
      if (isThere(runs, step.table())) {
        ByHand.replace(runs.workspace().lake(), table, BENCH, all -> others(table, all));
      }
      var ended =
          runs.runDownstream(
              world.ground().pipeline(),
              world.day(tick),
              Set.of(step.table()),
              graph.downstream(later));
      if (!ended.outcome().complete()) {
        throw new IOException(
            "what is made of " + table + " cannot be made without rows: " + ended.sentence());
      }
    }
  }

  private Set<TableName> tables() {
    return rows.keySet().stream().map(TableName::of).collect(Collectors.toSet());
  }

  private static boolean isThere(ReferenceRuns runs, TableName table) {
    var lake = runs.workspace().lake();
    return lake.table(lake.lake().head(Ref.MAIN), table.key()).isPresent();
  }

  /** All rows but as many of each as are taken out. */
  private String others(String table, String all) {
    var key = Content.row(columns.getOrDefault(table, List.of()));
    var out = Rows.files(List.of(Objects.requireNonNull(rows.get(table))));
    return "SELECT a.* EXCLUDE (__key, __n) FROM (SELECT *, "
        + key
        + " AS __key, row_number() OVER (PARTITION BY "
        + key
        + ") AS __n FROM "
        + all
        + ") a LEFT JOIN (SELECT "
        + key
        + " AS __key, count(*) AS __out FROM "
        + out
        + " GROUP BY 1) o ON a.__key = o.__key WHERE a.__n > coalesce(o.__out, 0)";
  }
}
