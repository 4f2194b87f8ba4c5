package dev.prunella.local.quality;

import dev.prunella.quality.Outline;
import dev.prunella.quality.Statistics.ColumnStatistics;
import dev.prunella.quality.Statistics.GroupStatistics;
import dev.prunella.quality.TypeClass;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The second query of a scan: every grouping column's groups at once. */
final class GroupScan {
  private final Asker asker;
  private final ScanSql sql;
  private final Outline outline;
  private final List<String> filled;
  private final List<String> texts;

  /** Those of them that need be asked: a column without nulls is filled in each row of a group. */
  private final List<String> asked;

  /**
   * A scan.
   *
   * @param columns what is known of them by now
   */
  GroupScan(
      Asker asker, ScanSql sql, Outline outline, List<ColumnStatistics> columns, int mostColumns) {
    this.asker = asker;
    this.sql = sql;
    this.outline = outline;
    this.filled = outline.columns().stream().map(Outline.Column::name).limit(mostColumns).toList();
    var withNulls =
        columns.stream()
            .filter(c -> c.nulls() > 0)
            .map(ColumnStatistics::name)
            .collect(Collectors.toSet());
    this.asked = filled.stream().filter(withNulls::contains).toList();
    this.texts = outline.names(TypeClass.TEXT).stream().limit(mostColumns).toList();
  }

  List<GroupStatistics> run() throws SQLException {
    int groupings = outline.groups().size();
    var keys = IntStream.range(0, groupings).mapToObj(i -> "g" + i).toList();
    var select = new ArrayList<String>();
    var inner = new ArrayList<String>();
    inner.add("*");
    for (int i = 0; i < groupings; i++) {
      inner.add(sql.group(outline.groups().get(i)) + " AS g" + i);
    }
    // The key's place says which grouping a row belongs to: only that one is not null.
    select.add("coalesce(" + String.join(", ", keys) + ") AS k");
    select.add(
        "CASE "
            + keys.stream()
                .map(k -> "WHEN " + k + " IS NOT NULL THEN " + k.substring(1))
                .collect(Collectors.joining(" "))
            + " END");
    select.add("count(*)");
    var medians = new ArrayList<String>();
    for (var quantity : outline.quantities()) {
      medians.add(quantity.toString());
      select.add("median(" + sql.quantity(quantity) + ")");
    }
    for (var usual : outline.usualNumbers()) {
      medians.add(usual.toString());
      select.add("median(" + sql.againstUsual(usual) + ")");
    }
    asked.forEach(c -> select.add("count(" + sql.any(c) + ")"));
    texts.forEach(
        c -> {
          var x = sql.text(c);
          select.add("CASE WHEN min(" + x + ") = max(" + x + ") THEN min(" + x + ") END");
        });
    var query =
        "SELECT "
            + String.join(",\n", select)
            + " FROM (SELECT "
            + String.join(", ", inner)
            + " FROM "
            + sql.from()
            + ") AS grouped GROUP BY GROUPING SETS ("
            + keys.stream().map(k -> "(" + k + ")").collect(Collectors.joining(", "))
            + ") HAVING k IS NOT NULL ORDER BY 2, 1";
    var out = new ArrayList<GroupStatistics>();
    asker.query(query, row -> out.add(group(row, medians)));
    return out;
  }

  private GroupStatistics group(ResultSet row, List<String> medians) throws SQLException {
    long rows = row.getLong(3);
    int at = 4;
    var middle = new HashMap<String, Double>();
    for (var label : medians) {
      double value = row.getDouble(at++);
      if (!row.wasNull() && Double.isFinite(value)) {
        middle.put(label, value);
      }
    }
    var counts = new HashMap<String, Long>();
    filled.forEach(column -> counts.put(column, rows));
    for (var column : asked) {
      counts.put(column, row.getLong(at++));
    }
    var only = new HashMap<String, String>();
    for (var column : texts) {
      var value = row.getString(at++);
      if (value != null) {
        only.put(column, value);
      }
    }
    return new GroupStatistics(
        outline.groups().get(row.getInt(2)).column(), row.getString(1), rows, middle, counts, only);
  }
}
