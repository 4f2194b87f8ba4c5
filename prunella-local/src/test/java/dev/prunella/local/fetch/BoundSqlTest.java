package dev.prunella.local.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prunella.pipeline.Fault.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

class BoundSqlTest {

  @Test
  void parametersBecomePlaces() {
    var sql = BoundSql.of("select * from t where at >= :interval_start and at<:interval_end", true);
    assertThat(sql.sql()).isEqualTo("select * from t where at >= ? and at<?");
    assertThat(sql.names()).containsExactly("interval_start", "interval_end");
  }

  @Test
  void nothingIsReplacedWhereTextIsOnlyText() {
    for (var text :
        List.of(
            "select ':interval_start'",
            "select 'it''s :interval_start'",
            "select E'\\':interval_start'",
            "select \":interval_start\"",
            "select 1 -- :interval_start",
            "select 1 /* /* :interval_start */ :interval_end */",
            "select $$ :interval_start $$",
            "select $a$ $$ :interval_start $a$",
            "select '1'::interval_start",
            "select a[1:n], b[:2], x::date, 'a' || 'b'",
            "select 'open :interval_start",
            "select $a$ open :interval_start")) {
      var sql = BoundSql.of(text, true);
      assertThat(sql.sql()).isEqualTo(text);
      assertThat(sql.names()).isEmpty();
    }
  }

  @Test
  void backslashEndsNothingInAPlainString() {
    var sql = BoundSql.of("select '\\', :interval_start, name'x\\'", true);
    assertThat(sql.sql()).isEqualTo("select '\\', ?, name'x\\'");
  }

  @Test
  void dollarWithinAWordQuotesNothing() {
    assertThat(BoundSql.of("select a$b$ , :interval_end, c$b$", true).names())
        .containsExactly("interval_end");
  }

  @Test
  void operatorIsDoubledForPostgresqlOnly() {
    assertThat(BoundSql.of("select j ? 'a?b', :interval_end", true).sql())
        .isEqualTo("select j ?? 'a?b', ?");
    assertThat(BoundSql.of("select j ? 'a'", false).sql()).isEqualTo("select j ? 'a'");
  }

  @Test
  void oneStatementMayEndWithASemicolonAndSecondIsRefused() {
    assertThat(BoundSql.of("select 1; -- done\n /* yes */ ;", true).sql()).isEqualTo("select 1");
    for (var text :
        List.of("select 1; commit; drop table t", "select 1;select 2", "select 1; 'x'", "; x")) {
      assertThatThrownBy(() -> BoundSql.of(text, true))
          .isInstanceOfSatisfying(
              FetchFailed.class, e -> assertThat(e.fault().kind()).isEqualTo(Kind.REFUSED));
    }
  }

  @Test
  void misspeltParameterIsNamed() {
    assertThatThrownBy(() -> BoundSql.of("select :interval_strat", true))
        .hasMessageContaining("did you mean :interval_start?");
  }

  @Test
  void placeInWhatTheServerSawLeadsToTheLineOfTheQuery() {
    var query = "select *\nfrom t\nwhere a >= :interval_start\n  and b ? 'x'\n  and nope = 1";
    var sql = BoundSql.of(query, true);
    var seen = "select *\nfrom t\nwhere a >= $1\n  and b ? 'x'\n  and nope = 1";
    assertThat(sql.line(query, seen.indexOf("nope") + 1)).contains(5);
    assertThat(sql.line(query, 1)).contains(1);
    assertThat(sql.line(query, 10_000)).isEmpty();
  }
}
