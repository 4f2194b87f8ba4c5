package dev.prunella.local.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.pipeline.SqlFacts;
import dev.prunella.pipeline.SqlFacts.ColumnName;
import dev.prunella.pipeline.SqlFacts.Lineage;
import dev.prunella.pipeline.SqlFacts.OutputColumn;
import dev.prunella.refs.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The engine as the judge: what it calls the columns, and which of them change with which data. */
class LineageOracleTest {
  private static final int ROUNDS = 2;

  static List<String> models() {
    return Models.ALL;
  }

  @ParameterizedTest
  @MethodSource("models")
  void columnsAreNamedAsTheEngineNamesThem(String sql) throws SQLException {
    try (var connection = Models.shop()) {
      SqlFacts facts = SqlReader.read(connection, sql, Models.KNOWN);
      List<String> names = new ArrayList<>();
      for (OutputColumn column : facts.columns()) {
        assertThat(column).isInstanceOf(OutputColumn.Named.class);
        names.add(((OutputColumn.Named) column).name());
      }
      assertThat(names).isEqualTo(engineNames(connection, sql));
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void aColumnOutsideTheLineageChangesNothing(String sql) throws SQLException {
    try (var connection = Models.shop()) {
      SqlFacts facts = SqlReader.read(connection, sql, Models.KNOWN);
      var random = new Random(sql.hashCode());
      for (int round = 0; round < ROUNDS; round++) {
        Models.fill(connection, random);
        List<List<String>> before = columns(connection, sql);
        for (Map.Entry<TableName, List<String>> table : Models.TABLES.entrySet()) {
          for (String column : table.getValue()) {
            Models.shuffle(connection, table.getKey(), column, random);
            List<List<String>> after = columns(connection, sql);
            for (int i = 0; i < before.size(); i++) {
              var named = (OutputColumn.Named) facts.columns().get(i);
              if (!before.get(i).equals(after.get(i))) {
                assertThat(reaches(named.lineage(), new ColumnName(table.getKey(), column)))
                    .as(
                        "%s.%s changed %s, which is %s",
                        table.getKey(), column, named.name(), named)
                    .isTrue();
              }
            }
            Models.restore(connection, table.getKey());
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void withoutKnownColumnsNothingIsGuessed(String sql) throws SQLException {
    try (var connection = Models.shop()) {
      SqlFacts known = SqlReader.read(connection, sql, Models.KNOWN);
      SqlFacts blind = SqlReader.read(connection, sql, Models.NOTHING_KNOWN);
      assertThat(blind.reads()).isEqualTo(known.reads());
      Set<Lineage> truth = new HashSet<>();
      known.columns().forEach(column -> truth.add(lower(((OutputColumn.Named) column).lineage())));
      for (OutputColumn column : blind.columns()) {
        if (column instanceof OutputColumn.Named named
            && named.lineage() instanceof Lineage.Known) {
          assertThat(truth).as(named.name()).contains(lower(named.lineage()));
        }
      }
    }
  }

  /** Values only, in small letters: without a table's columns their spelling is the text's. */
  private static Lineage lower(Lineage lineage) {
    return switch (lineage) {
      case Lineage.Unknown unknown -> unknown;
      case Lineage.Known known -> {
        var from = new TreeSet<ColumnName>();
        known
            .from()
            .forEach(c -> from.add(new ColumnName(c.table(), c.column().toLowerCase(Locale.ROOT))));
        yield new Lineage.Known(known.kind(), from, new TreeSet<>());
      }
    };
  }

  private static boolean reaches(Lineage lineage, ColumnName column) {
    return switch (lineage) {
      case Lineage.Known known -> known.from().contains(column) || known.rows().contains(column);
      case Lineage.Unknown unknown -> true;
    };
  }

  private static List<String> engineNames(Connection connection, String sql) throws SQLException {
    try (var prepared = connection.prepareStatement(sql)) {
      var metadata = prepared.getMetaData();
      List<String> names = new ArrayList<>();
      for (int i = 1; i <= metadata.getColumnCount(); i++) {
        names.add(metadata.getColumnLabel(i));
      }
      return names;
    }
  }

  /** Each column's values by themselves, sorted: rows may come in any order. */
  private static List<List<String>> columns(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      List<List<String>> columns = new ArrayList<>();
      int count = rows.getMetaData().getColumnCount();
      for (int i = 0; i < count; i++) {
        columns.add(new ArrayList<>());
      }
      while (rows.next()) {
        for (int i = 0; i < count; i++) {
          columns.get(i).add(String.valueOf(rows.getString(i + 1)));
        }
      }
      columns.forEach(values -> values.sort(null));
      return columns;
    }
  }
}
