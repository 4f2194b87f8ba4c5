package dev.prunella.local.staging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.heal.Connector.Fate;
import dev.prunella.heal.Connector.Looked;
import dev.prunella.heal.Connector.Outcome;
import dev.prunella.incident.Amendment;
import dev.prunella.incident.Amendment.Cell;
import dev.prunella.local.Secrets;
import dev.prunella.pipeline.Source;
import dev.prunella.pipeline.Staging;
import dev.prunella.pipeline.Staging.Publish;
import dev.prunella.refs.TableName;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a real PostgreSQL: what is amended, what is refused, what became of it. */
class PostgresStagingTest {
  private static final String WORD = "swordfish-7731";
  private static final Publish CALL = new Publish.Statement("call publish_orders()");
  private static final Publish INTO = new Publish.CellsInto("public", "orders");
  private static EmbeddedPostgres server;

  private Publish publish = CALL;
  private final List<String> amended = new ArrayList<>();
  private final List<String> receipts = new ArrayList<>();

  @BeforeAll
  static void startServer() throws Exception {
    server = EmbeddedPostgres.builder().start();
    sql("create role writer login password '" + WORD + "'");
  }

  @AfterAll
  static void stopServer() throws Exception {
    server.close();
  }

  @BeforeEach
  void someOrders() throws Exception {
    sql(
        "drop schema if exists staging cascade",
        "drop table if exists orders",
        "create schema staging",
        "create table orders (order_id int primary key, \"odd \"\" name\" text, amount numeric(12,2), t text)",
        "insert into orders select i, 'n' || i, i * 100, 'x' from generate_series(1, 50) i",
        "update orders set amount = 10000000 where order_id = 5",
        "create table staging.orders (like orders including all)",
        "insert into staging.orders select * from orders",
        """
        create or replace procedure publish_orders() language sql as
        'update public.orders o set amount = s.amount from staging.orders s where s.order_id = o.order_id'
        """,
        "grant all on schema staging to writer",
        "grant all on all tables in schema staging, public to writer");
  }

  @Test
  void aCellIsAmendedVerifiedAndPublishedByTheStatement() throws Exception {
    var amendment = proposed();
    assertThat(staging().amend(amendment, amended::add)).isInstanceOf(Outcome.Done.class);
    assertThat(value("staging.orders")).isEqualTo("1000000.00");
    assertThat(value("orders")).isEqualTo("10000000.00");
    assertThat(staging().verify(amendment)).isInstanceOf(Outcome.Done.class);
    assertThat(staging().publish(amendment, receipts::add)).isInstanceOf(Outcome.Done.class);
    assertThat(value("orders")).isEqualTo("1000000.00");
    assertThat(staging().fate(receipts.getFirst())).isEqualTo(Fate.LANDED);
  }

  @Test
  void aCellIsPublishedIntoTheSourcesTableAndNothingElseIs() throws Exception {
    publish = INTO;
    sql("update staging.orders set amount = 1 where order_id = 9");
    var amendment = proposed();
    assertThat(staging().amend(amendment, amended::add)).isInstanceOf(Outcome.Done.class);
    assertThat(staging().publish(amendment, receipts::add)).isInstanceOf(Outcome.Done.class);
    assertThat(value("orders")).isEqualTo("1000000.00");
    assertThat(one("select amount from orders where order_id = 9")).isEqualTo("900.00");
  }

  @Test
  void doneTwiceIsDoneOnce() throws Exception {
    var amendment = proposed();
    staging().amend(amendment, amended::add);
    assertThat(staging().amend(amendment, amended::add).sentence()).contains("already");
    assertThat(amended)
        .singleElement()
        .satisfies(r -> assertThat(staging().fate(r)).isEqualTo(Fate.LANDED));
    staging().publish(amendment, receipts::add);
    publish = INTO;
    var same = new Amendment(amendment.table(), place(), seen(amendment), amendment.cells());
    assertThat(staging().publish(same, receipts::add)).isInstanceOf(Outcome.Done.class);
    assertThat(value("orders")).isEqualTo("1000000.00");
  }

  @Test
  void anotherRowChangedInStagingMeanwhileIsRefused() throws Exception {
    var amendment = proposed();
    sql("update staging.orders set amount = 1 where order_id = 9");
    assertThat(staging().amend(amendment, amended::add)).isInstanceOf(Outcome.Refused.class);
    assertThat(value("staging.orders")).isEqualTo("10000000.00");
  }

  @Test
  void anotherRowChangedAfterTheAmendmentIsNotPublishedWithIt() throws Exception {
    var amendment = proposed();
    staging().amend(amendment, amended::add);
    sql("insert into staging.orders values (99, 'x', 1, 'x')");
    assertThat(staging().verify(amendment)).isInstanceOf(Outcome.Refused.class);
    assertThat(staging().publish(amendment, receipts::add)).isInstanceOf(Outcome.Refused.class);
    assertThat(receipts).isEmpty();
    assertThat(staging().restore(amendment)).isInstanceOf(Outcome.Done.class);
    assertThat(value("staging.orders")).isEqualTo("10000000.00");
    assertThat(value("orders")).isEqualTo("10000000.00");
  }

  @Test
  void aCellThatOthersChangedIsRefused() throws Exception {
    var amendment = proposed();
    sql("update staging.orders set amount = 7 where order_id = 5");
    assertThat(staging().amend(amendment, amended::add)).isInstanceOf(Outcome.Refused.class);
    assertThat(staging().look(amendment.cells())).isInstanceOf(Looked.NotTold.class);
    publish = INTO;
    sql("update staging.orders set amount = 10000000 where order_id = 5");
    amendment = proposed();
    staging().amend(amendment, amended::add);
    sql("update orders set amount = 7 where order_id = 5");
    assertThat(staging().publish(amendment, receipts::add)).isInstanceOf(Outcome.Refused.class);
    assertThat(value("orders")).isEqualTo("7.00");
  }

  @Test
  void aTriggerThatChangesMoreIsRefusedAndRolledBack() throws Exception {
    sql(
        """
        create or replace function staging.more() returns trigger language plpgsql as
        $$ begin update staging.orders set t = 'y' where order_id = 6; return new; end $$
        """,
        "create trigger more after update of amount on staging.orders"
            + " for each row when (new.order_id = 5) execute function staging.more()");
    var outcome = staging().amend(proposed(), amended::add);
    assertThat(outcome).isInstanceOf(Outcome.Refused.class);
    assertThat(outcome.sentence()).contains("other rows");
    assertThat(one("select t from staging.orders where order_id = 6")).isEqualTo("x");
  }

  @Test
  void whatIsTakenBackIsAsBefore() throws Exception {
    var before = one("select md5(string_agg(o::text, ',' order by order_id)) from orders o");
    var amendment = proposed();
    staging().amend(amendment, amended::add);
    staging().publish(amendment, receipts::add);
    assertThat(staging().switchBack(amendment, receipts::add)).isInstanceOf(Outcome.Done.class);
    assertThat(one("select md5(string_agg(o::text, ',' order by order_id)) from orders o"))
        .isEqualTo(before);
    assertThat(receipts).hasSize(2).doesNotHaveDuplicates();
  }

  @Test
  void aPublicationWhoseProcessDiesBeforeItCountsHasNotLanded() throws Exception {
    var amendment = proposed();
    staging().amend(amendment, amended::add);
    try {
      staging()
          .publish(
              amendment,
              receipt -> {
                receipts.add(receipt);
                throw new IllegalStateException("killed");
              });
    } catch (IllegalStateException e) {
      assertThat(e).hasMessage("killed");
    }
    assertThat(staging().fate(receipts.getFirst())).isEqualTo(Fate.NOT_LANDED);
    assertThat(value("orders")).isEqualTo("10000000.00");
    assertThat(staging().fate("99999999999")).isEqualTo(Fate.UNKNOWN);
  }

  @Test
  void aStatementThatFailsChangesNothing() throws Exception {
    publish = new Publish.Statement("call there_is_no_such_thing()");
    var amendment = proposed();
    staging().amend(amendment, amended::add);
    var outcome = staging().publish(amendment, receipts::add);
    assertThat(outcome).isInstanceOf(Outcome.Failed.class);
    assertThat(outcome.sentence()).contains("there_is_no_such_thing").contains("42883");
    assertThat(value("orders")).isEqualTo("10000000.00");
  }

  @Test
  void anotherDeclarationThanWasApprovedIsRefused() throws Exception {
    var amendment = proposed();
    publish = INTO;
    assertThat(staging().amend(amendment, amended::add)).isInstanceOf(Outcome.Refused.class);
    assertThat(value("staging.orders")).isEqualTo("10000000.00");
  }

  @Test
  void valuesAreNoSql() throws Exception {
    var cell =
        new Cell(
            Map.of("odd \" name", "n5'; drop table orders; --"), "amount", "10000000", "1000000");
    assertThat(staging("odd \" name").look(List.of(cell))).isInstanceOf(Looked.NotTold.class);
    var right = new Cell(Map.of("odd \" name", "n5"), "amount", "10000000", "1000000");
    var amendment = proposed(staging("odd \" name"), right);
    assertThat(staging("odd \" name").amend(amendment, amended::add))
        .isInstanceOf(Outcome.Done.class);
    assertThat(value("staging.orders")).isEqualTo("1000000.00");
    assertThat(one("select count(*) from orders")).isEqualTo("50");
  }

  @Test
  void aKeyThatFindsMoreThanOneRowIsRefused() {
    var cell = new Cell(Map.of("t", "x"), "amount", "10000000", "1000000");
    assertThat(staging("t").look(List.of(cell))).isInstanceOf(Looked.NotTold.class);
  }

  @Test
  void noSentenceHoldsACredential() throws Exception {
    publish =
        new Publish.Statement("do $$ begin raise exception 'the word is " + WORD + "'; end $$");
    var amendment = proposed();
    staging().amend(amendment, amended::add);
    var outcome = staging().publish(amendment, receipts::add);
    assertThat(outcome).isInstanceOf(Outcome.Failed.class);
    assertThat(outcome.sentence()).contains("the word is").doesNotContain(WORD);
  }

  private Amendment proposed() {
    return proposed(
        staging(), new Cell(Map.of("order_id", "5"), "amount", "10000000.00", "1000000.00"));
  }

  private Amendment proposed(PostgresStaging staging, Cell cell) {
    var looked = staging.look(List.of(cell));
    assertThat(looked).isInstanceOf(Looked.Same.class);
    var same = (Looked.Same) looked;
    return new Amendment(TableName.of("raw_orders"), same.place(), same.seen(), List.of(cell));
  }

  private String place() {
    return new Staging(
            "staging", "orders", List.of("order_id"), Optional.empty(), Optional.empty(), publish)
        .words();
  }

  /** What is seen around cells that are amended already. */
  private String seen(Amendment amendment) {
    var looked = staging().look(amendment.cells().stream().map(Cell::reversed).toList());
    return ((Looked.Same) looked).seen();
  }

  private PostgresStaging staging(String... key) {
    var url = "jdbc:postgresql://localhost:" + server.getPort() + "/postgres?sslmode=disable";
    return new PostgresStaging(
        new Source.Jdbc(
            url,
            Optional.of("reader"),
            Optional.of("secret:env/NONE"),
            "select * from orders",
            1000,
            Optional.of(
                new Staging(
                    "staging",
                    "orders",
                    key.length == 0 ? List.of("order_id") : List.of(key),
                    Optional.of("writer"),
                    Optional.of("secret:env/WRITER"),
                    publish))),
        new Secrets(Map.of("WRITER", WORD)),
        new PostgresStaging.Limits(
            Duration.ofSeconds(5), Duration.ofSeconds(20), Duration.ofSeconds(5)));
  }

  private String value(String table) throws SQLException {
    return one("select amount from " + table + " where order_id = 5");
  }

  private static String one(String query) throws SQLException {
    try (var connection = DriverManager.getConnection(server.getJdbcUrl("postgres", "postgres"));
        var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    }
  }

  private static void sql(String... statements) throws SQLException {
    try (var connection = DriverManager.getConnection(server.getJdbcUrl("postgres", "postgres"));
        var statement = connection.createStatement()) {
      for (var text : statements) {
        statement.execute(text);
      }
    }
  }
}
