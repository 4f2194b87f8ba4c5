package dev.prunella.local.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prunella.refs.TableName;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Changes of a word, and of nothing else. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SqlTextTest {
  private Connection connection;

  @BeforeAll
  void open() throws SQLException {
    connection = Models.shop();
  }

  @AfterAll
  void close() throws SQLException {
    connection.close();
  }

  @Test
  void valuesComeWhereParametersStandAndKeepTheirTypes() throws SQLException {
    String sql =
        "select '$d', -$n, $n::varchar, typeof($d), typeof($t), typeof($i), $s || '$s', typeof($x), $b, 1+$n -- $d\n, $z is null, 5*$m";
    var facts = SqlReader.read(connection, sql, Models.NOTHING_KNOWN);
    String filled =
        SqlText.withValues(
            sql,
            facts,
            Map.of(
                "d", SqlLiteral.of(LocalDate.of(2026, 11, 22)),
                "t", SqlLiteral.of(LocalDateTime.of(2026, 11, 22, 3, 0)),
                "i", SqlLiteral.of(Instant.parse("2026-11-22T03:00:00Z")),
                "n", SqlLiteral.of(-5),
                "m", SqlLiteral.of(Long.MIN_VALUE / 5),
                "s", SqlLiteral.of("it's $d; --"),
                "x", SqlLiteral.of(new BigDecimal("-0.05")),
                "b", SqlLiteral.of(true),
                "z", SqlLiteral.nothing()));
    assertThat(row(filled))
        .isEqualTo(
            "$d|5|-5|DATE|TIMESTAMP|TIMESTAMP WITH TIME ZONE|it's $d; --$s|DECIMAL(2,2)|true|-4|true|"
                + (Long.MIN_VALUE / 5) * 5);
    assertThat(filled).startsWith("select '$d', -").contains(" -- $d\n, ");
  }

  private String row(String sql) throws SQLException {
    try (var s = connection.createStatement();
        var rows = s.executeQuery(sql)) {
      rows.next();
      List<String> values = new ArrayList<>();
      for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
        values.add(rows.getString(i));
      }
      return String.join("|", values);
    }
  }

  @Test
  void aMissingValueIsNamed() {
    String sql = "select\n  $interval_strat";
    var facts = SqlReader.read(connection, sql, Models.NOTHING_KNOWN);
    assertThatThrownBy(
            () ->
                SqlText.withValues(
                    sql, facts, Map.of("interval_start", SqlLiteral.of(LocalDate.EPOCH))))
        .hasMessage("no value for parameter $interval_strat at 2:3, did you mean $interval_start?");
  }

  @Test
  void factsOfAnotherTextAreRefused() {
    var facts = SqlReader.read(connection, "select $a", Models.NOTHING_KNOWN);
    assertThatThrownBy(
            () -> SqlText.withValues("select 1, $a", facts, Map.of("a", SqlLiteral.of(1))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void editsApplyTogetherAndRefuseToOverlap() {
    var edits = List.of(new Edit(4, 1, "E"), new Edit(0, 0, ">"), new Edit(1, 2, ""));
    assertThat(SqlText.apply("abcde", edits)).isEqualTo(">adE");
    for (List<Edit> bad :
        List.of(
            List.of(new Edit(0, 2, ""), new Edit(1, 1, "")),
            List.of(new Edit(2, 0, "x"), new Edit(2, 0, "y")),
            List.of(new Edit(1, 3, ""), new Edit(2, 0, "y")),
            List.of(new Edit(4, 2, "")))) {
      assertThatThrownBy(() -> SqlText.apply("abcde", bad))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "select amount from raw.orders | select total AS amount from raw.orders",
        "select o.\"AMOUNT\" /* amount */ as a, 'amount' from raw.orders o where  o . amount > 3 -- amount | select o.total /* amount */ as a, 'amount' from raw.orders o where  o . total > 3 -- amount",
        "select sum(amount) as amount from raw.orders group by country order by amount | select sum(total) as amount from raw.orders group by country order by amount",
        "select p.amount from raw.payments p | select p.amount from raw.payments p",
        "select o.amount - p.amount as d from raw.orders o join raw.payments p using (order_id) | select o.total - p.amount as d from raw.orders o join raw.payments p using (order_id)",
        "with o as (select * from raw.orders) select amount from o | with o as (select * RENAME (total AS amount) from raw.orders) select amount from o",
        "select o.*, c.name from raw.orders o, raw.customers c | select o.* RENAME (total AS amount), c.name from raw.orders o, raw.customers c",
        "with o as (select amount from raw.orders), p as (select amount * 2 as amount from o) select amount from p | with o as (select total AS amount from raw.orders), p as (select amount * 2 as amount from o) select amount from p",
        "select x.amount as a from raw.orders x where exists (select 1 from raw.orders y where y.amount > x.amount) | select x.total as a from raw.orders x where exists (select 1 from raw.orders y where y.total > x.total)",
        "select raw.orders.amount from raw.orders | select raw.orders.total AS amount from raw.orders",
        "select t.e from raw.orders t(a, b, c, d, e) | select t.e from raw.orders t(a, b, c, d, e)",
        "from raw.orders | impossible",
        "select * from raw.orders, raw.customers | impossible",
        "select * exclude (amount) from raw.orders | impossible",
        "select * from raw.orders join raw.payments using (amount) | impossible",
        "from (pivot raw.orders on country in ('DE') using sum(amount)) | impossible",
        "select o from raw.orders o | impossible",
        "select amount, total from raw.orders, (select 1 as total) | impossible"
      })
  void aRenamedColumnIsFollowedEverywhere(String sql, String expected) {
    var result =
        ColumnRename.plan(
            connection, sql, Models.KNOWN, TableName.of("raw", "orders"), "amount", "total");
    String text =
        switch (result) {
          case ColumnRename.Result.Edits edits -> SqlText.apply(sql, edits.edits());
          case ColumnRename.Result.Impossible impossible -> {
            assertThat(impossible.why()).isNotEmpty();
            yield "impossible";
          }
        };
    assertThat(text).isEqualTo(expected);
  }

  @Test
  void everyModelThatIsRenamedGivesWhatItGave() throws SQLException {
    int renamed = 0;
    try (var shop = Models.shop()) {
      var random = new Random(7);
      Models.fill(shop, random);
      for (String sql : Models.ALL) {
        var result =
            ColumnRename.plan(
                shop, sql, Models.KNOWN, TableName.of("raw", "orders"), "amount", "odd name");
        if (result instanceof ColumnRename.Result.Edits edits) {
          List<String> before = rows(shop, sql);
          rename(shop, "amount", "odd name");
          assertThat(rows(shop, SqlText.apply(sql, edits.edits()))).as(sql).isEqualTo(before);
          rename(shop, "odd name", "amount");
          renamed += edits.edits().isEmpty() ? 0 : 1;
        }
      }
    }
    assertThat(renamed).isGreaterThan(25);
  }

  private static void rename(Connection connection, String from, String to) throws SQLException {
    try (var s = connection.createStatement()) {
      s.execute("alter table raw.orders rename column \"" + from + "\" to \"" + to + '"');
    }
  }

  private static List<String> rows(Connection connection, String sql) throws SQLException {
    try (var s = connection.createStatement();
        var rows = s.executeQuery(sql)) {
      List<String> all = new ArrayList<>();
      StringBuilder row = new StringBuilder();
      int width = rows.getMetaData().getColumnCount();
      for (int i = 1; i <= width; i++) {
        row.append(rows.getMetaData().getColumnLabel(i)).append('|');
      }
      String names = row.toString();
      while (rows.next()) {
        row.setLength(0);
        for (int i = 1; i <= width; i++) {
          row.append(rows.getString(i)).append('|');
        }
        all.add(row.toString());
      }
      all.sort(null);
      all.addFirst(names);
      return all;
    }
  }
}
