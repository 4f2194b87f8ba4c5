package dev.prunella.local.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prunella.refs.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Tables take other names, and everything else stays as it was. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TableRenameTest {
  private static final Map<TableName, TableName> NAMES =
      Map.of(
          TableName.of("dev", "public", "orders"), TableName.of("orders"),
          TableName.of("dev", "raw", "events"), TableName.of("raw", "order"),
          TableName.of("orders"), TableName.of("sales", "orders"));

  private Connection connection;

  @BeforeAll
  void open() throws SQLException {
    connection = Models.shop();
  }

  @AfterAll
  void close() throws SQLException {
    connection.close();
  }

  private String rename(String sql) {
    return TableRename.apply(connection, sql, NAMES);
  }

  @Test
  void aNameIsChangedWhereATableStandsAndNowhereElse() {
    assertThat(
            rename(
                """
                -- from "dev"."public"."orders"
                select 'dev.public.orders', o.x /* dev.raw.events */
                from "dev"."public"."orders" as o, DEV . Public -- odd
                  . ORDERS p
                where exists (select 1 from dev.raw.events)"""))
        .isEqualTo(
            """
            -- from "dev"."public"."orders"
            select 'dev.public.orders', o.x /* dev.raw.events */
            from orders as o, orders p
            where exists (select 1 from raw."order" AS events)""");
  }

  @Test
  void aNameThatAWithClauseHasTakenIsNoTable() {
    assertThat(
            rename(
                "with orders as (select * from orders) select * from orders join other.orders using (id)"))
        .isEqualTo(
            "with orders as (select * from sales.orders) select * from orders join other.orders using (id)");
  }

  @Test
  void aTableThatIsCalledOtherwiseAnswersToItsOldName() throws SQLException {
    var renamed =
        TableRename.apply(
            connection,
            "select fx_daily.rate, \"é ü\".x from fx_daily, (select 'ä' as x) as \"é ü\"",
            Map.of(TableName.of("fx_daily"), TableName.of("raw", "orders")));
    assertThat(renamed).contains("from raw.orders AS fx_daily, (select 'ä'");
    var again = SqlReader.read(connection, renamed, Models.NOTHING_KNOWN);
    assertThat(again.reads()).containsExactly(TableName.of("raw", "orders"));
  }

  @Test
  void sqlThatIsWrongIsToldAsSuch() {
    assertThatThrownBy(() -> rename("selec 1 from orders")).isInstanceOf(SqlException.class);
    assertThatThrownBy(() -> rename("delete from orders")).isInstanceOf(SqlException.class);
  }

  /** Over every model that the reader is tested with. */
  @Test
  void readsExactlyTheOtherTablesAfterwards() {
    var names = new HashMap<TableName, TableName>();
    Models.TABLES
        .keySet()
        .forEach(table -> names.put(table, TableName.of("elsewhere", table.name())));
    int changed = 0;
    for (var sql : Models.ALL) {
      var before = SqlReader.read(connection, sql, Models.NOTHING_KNOWN).reads();
      var after =
          SqlReader.read(
                  connection, TableRename.apply(connection, sql, names), Models.NOTHING_KNOWN)
              .reads();
      List<TableName> meant = new ArrayList<>();
      for (var table : before) {
        meant.add(
            names.entrySet().stream()
                .filter(n -> n.getKey().matches(table))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(table));
      }
      assertThat(after)
          .as(sql)
          .usingElementComparator((a, b) -> a.matches(b) ? 0 : 1)
          .containsExactlyElementsOf(meant);
      changed += meant.size();
    }
    assertThat(changed).isGreaterThan(50);
  }
}
