package dev.prunella.app.project;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.connect.dbt.ModelSql.Read;
import dev.prunella.local.duckdb.DuckDbPool;
import dev.prunella.local.duckdb.PoolLimits;
import dev.prunella.refs.TableName;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What DuckDB's parser answers about models of dbt. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DbtSqlTest {
  private final DuckDbPool pool =
      new DuckDbPool(PoolLimits.defaults(Path.of(System.getProperty("java.io.tmpdir"))));
  private DuckDbPool.Lease lease = pool.lease();
  private DbtSql sql = new DbtSql(lease.connection());

  @BeforeAll
  void open() {
    sql = new DbtSql(lease.connection());
  }

  @AfterAll
  void close() {
    lease.close();
    pool.close();
  }

  private Read.Understood understood(String text) {
    assertThat(sql.read(text)).as(text).isInstanceOf(Read.Understood.class);
    return (Read.Understood) sql.read(text);
  }

  private String why(String text) {
    assertThat(sql.read(text)).as(text).isInstanceOf(Read.NotUnderstood.class);
    return ((Read.NotUnderstood) sql.read(text)).why();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select row_number() over (partition by a order by b), lag(a, 2) over (order by b) from t",
        "select count(*), count(distinct a) filter (where b), string_agg(a, ','), max(b) from t",
        "select percentile_cont(0.5) within group (order by a), mode() within group (order by a) from t",
        "select coalesce(a, b), nullif(a, b), greatest(a, b), case when a in (1, 2) then 1 end from t",
        "select a::date, extract(year from b), date_trunc('month', b), b + interval '1 day' from t",
        "select trim(both 'x' from a), position('x' in a), substring(a from 2 for 3), a || b from t",
        "select a like 'b' escape '!', a ilike 'c', a between 1 and 2, not exists (select 1 from u) from t",
        "select sum(a) from t group by grouping sets ((b), ()) having sum(a) > 0",
        "select x from generate_series(1, 3) as g(x)"
      })
  void whatModelsUseIsUnderstood(String text) {
    assertThat(understood(text).repeatable()).isTrue();
  }

  @Test
  void aFunctionThatTheEngineLacksIsNamed() {
    assertThat(why("select a, inet_merge(b, c) from t"))
        .isEqualTo("DuckDB has no function inet_merge");
    assertThat(why("with x as (select to_tsvector(a) as v from t) select * from x"))
        .contains("to_tsvector");
    assertThat(why("select * from pg_ls_dir('.')")).contains("pg_ls_dir");
  }

  @Test
  void whatIsNoSelectOrReachesOutsideIsRefused() {
    assertThat(why("selec 1")).contains("syntax error");
    assertThat(why("drop table t")).isNotEmpty();
    assertThat(why("select * from read_csv('/etc/passwd')")).isNotEmpty();
  }

  @Test
  void theClockAndChanceAreSeen() {
    assertThat(understood("select now(), a from t").repeatable()).isFalse();
    assertThat(understood("select random() from t").repeatable()).isFalse();
    assertThat(understood("select current_date from t").repeatable()).isFalse();
    assertThat(understood("select a from t").facts().reads()).containsExactly(TableName.of("t"));
  }

  @Test
  void tablesTakeTheirNamesOfTheLake() {
    assertThat(
            sql.renameTables(
                "select * from \"db\".\"dev\".\"a\" x join db.dev.\"order\" using (id)",
                Map.of(
                    TableName.of("db", "dev", "a"), TableName.of("a"),
                    TableName.of("db", "dev", "order"), TableName.of("marts", "order"))))
        .isEqualTo("select * from a x join marts.\"order\" using (id)");
  }
}
