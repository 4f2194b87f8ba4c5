package dev.prunella.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A finger slips where rows are entered: ten million for one. It is put right in the source's
 * staging, and from there in the source, but only as somebody has approved it.
 */
@ExtendWith(LongHistory.class)
@Timeout(300)
class HealSourceStoriesTest {
  private static final String WORD = "swordfish-7731";
  private static final int THE_TESTS_LOCK = 7731;
  private static EmbeddedPostgres server;

  private final HealShop shop;
  private LocalDate day = LocalDate.EPOCH;
  private List<String> slipped = List.of();

  @TempDir Path temp = Path.of("");

  HealSourceStoriesTest(HealShop shop) {
    this.shop = shop;
  }

  @BeforeAll
  static void startServer() throws Exception {
    server = EmbeddedPostgres.builder().start();
    sql("create role clerk login password '" + WORD + "'");
  }

  @AfterAll
  static void stopServer() throws Exception {
    server.close();
  }

  /** A day whose rows are in the database; in one of them a finger has slipped. */
  @BeforeEach
  void aSlip() throws Exception {
    day = shop.nextDay();
    var good = shop.good(day);
    int pieces = good.header().indexOf(shop.pieces);
    int amount = good.header().indexOf(shop.amount);
    slipped =
        good.rows().stream()
            .filter(row -> List.of("2", "3").contains(row.get(pieces)))
            .max(Comparator.comparing(row -> new BigDecimal(row.get(amount))))
            .orElseThrow();
    sql(
        "drop schema if exists staging cascade",
        "drop table if exists orders",
        "create schema staging",
        "create table orders (%s bigint primary key, %s text, %s text, %s bigint, %s numeric(12,2), %s date, arrived timestamptz)"
            .formatted(shop.id, shop.place, shop.product, shop.pieces, shop.amount, shop.placed));
    for (var row : good.rows()) {
      sql(
          "insert into orders values (%s, '%s', '%s', %s, %s, '%s', '%s 12:00+00')"
              .formatted(
                  row.get(0), row.get(1), row.get(2), row.get(3), row.get(4), row.get(5), day));
    }
    sql(
        "update orders set %s = %s * 10 where %s = %s"
            .formatted(shop.amount, shop.amount, shop.id, slipped.getFirst()),
        "create table staging.orders (like orders including all)",
        "insert into staging.orders select * from orders",
        """
        create or replace procedure publish_orders() language plpgsql as $$ begin
          perform pg_advisory_xact_lock(%d);
          delete from public.orders; insert into public.orders select * from staging.orders; end $$
        """
            .formatted(THE_TESTS_LOCK),
        "grant all on schema staging to clerk",
        "grant all on all tables in schema public, staging to clerk");
    shop.shell.environment.put("CLERK", WORD);
    declare("publish: call publish_orders()");
  }

  private void declare(String publish) {
    shop.from(
        """
        jdbc:
          url: jdbc:postgresql://localhost:%d/postgres?sslmode=disable
          user: clerk
          password: secret:env/CLERK
          query: select %s, %s, %s, %s, %s, %s from orders where arrived >= :interval_start and arrived < :interval_end
        staging: {schema: staging, table: orders, key: [%s], %s}
        """
            .formatted(
                server.getPort(),
                shop.id,
                shop.place,
                shop.product,
                shop.pieces,
                shop.amount,
                shop.placed,
                shop.id,
                publish));
  }

  private void isHeldAndProposed() {
    shop.shell.run("run", "-i", day.toString()).exits(Exit.HELD);
    shop.heal(day);
    shop.is(day, "proposed");
    assertThat(own()).isEqualTo(wrong());
    assertThat(staged()).isEqualTo(wrong());
  }

  @Test
  void aSlipIsProposedWithItsEvidenceAndPutRightAtTheSourceOnceApproved() throws Exception {
    isHeldAndProposed();
    var asked = shop.incident(day).path("asked").path("question").asText();
    assertThat(asked).contains("put it right at the source").doesNotContain(wrong());
    assertThat(shop.shell.ok("incidents", shop.number(day)).out())
        .contains(shop.amount + " of " + shop.id + " " + slipped.getFirst())
        .contains(wrong() + " -> " + right())
        .contains("times the greatest of");

    shop.shell.ok("approve", shop.number(day));

    shop.isHealed(day);
    assertThat(own()).isEqualTo(right());
    assertThat(staged()).isEqualTo(right());
    assertThat(shop.corrections(day)).isEmpty();
    assertThat(shop.shell.ok("incidents", shop.number(day)).out())
        .contains("amended: 1 cell changed in staging.orders")
        .contains("verified: staging.orders has the new values")
        .contains("published: published from staging.orders");
    nothingHoldsTheWord();
  }

  @Test
  void whatWasPutRightIsTakenBackInTheSourceAndHere() throws Exception {
    var others = others();
    isHeldAndProposed();
    shop.shell.ok("approve", shop.number(day));
    assertThat(shop.seen(day)).isPositive();

    assertThat(shop.shell.ok("undo", shop.number(day)).out())
        .contains("its source has the old values again");

    assertThat(own()).isEqualTo(wrong());
    assertThat(staged()).isEqualTo(wrong());
    assertThat(others()).isEqualTo(others);
    assertThat(shop.seen(day)).isZero();
    shop.shell.run("undo", shop.number(day)).exits(Exit.REFUSED);
    assertThat(own()).isEqualTo(wrong());
  }

  @Test
  void cellsAreWrittenIntoTheSourcesTableWhereNoStatementIsDeclared() {
    declare("publish_into: {schema: public, table: orders}");
    isHeldAndProposed();
    shop.shell.ok("approve", shop.number(day));
    shop.isHealed(day);
    assertThat(own()).isEqualTo(right());
  }

  @Test
  void aNoLeavesTheSourceAsItIsAndIsNotAskedForAgain() throws Exception {
    isHeldAndProposed();
    shop.shell.run("deny", shop.number(day), "--why", "that was a real sale").exits(Exit.HELD);
    sql("update staging.orders set arrived = arrived + interval '1 second'");
    shop.clock.pass(Duration.ofHours(1));
    shop.heal(day);
    assertThat(shop.incident(day).path("proposed").asText()).doesNotContain("at the source");
    assertThat(own()).isEqualTo(wrong());
    assertThat(staged()).isEqualTo(wrong());
  }

  @Test
  void whatOthersChangeInStagingBeforeTheYesIsAskedAboutAnew() throws Exception {
    isHeldAndProposed();
    sql(
        "update staging.orders set %s = 1 where %s = (select max(%s) from orders)"
            .formatted(shop.pieces, shop.id, shop.id));

    shop.shell.run("approve", shop.number(day)).exits(Exit.HELD);

    shop.is(day, "proposed");
    assertThat(own()).isEqualTo(wrong());
    assertThat(staged()).isEqualTo(wrong());
    shop.shell.run("approve", shop.number(day));
    assertThat(own()).isEqualTo(right());
  }

  @Test
  void killedBetweenStagingAndSourceItIsPublishedOnceByWhoeverComesNext() throws Exception {
    shop.shell.clock = Clock.systemUTC();
    try (var lock = connection();
        var statement = lock.createStatement()) {
      isHeldAndProposed();
      statement.execute("select pg_advisory_lock(" + THE_TESTS_LOCK + ")");
      var program =
          Program.start(
              shop.shell.folder,
              temp.resolve("out"),
              Map.of("CLERK", WORD),
              "approve",
              shop.number(day));
      try {
        program.awaits(
            Duration.ofSeconds(200), () -> staged().equals(right()) && isWaitingForTheLock());
      } finally {
        program.kill();
      }
      assertThat(own()).isEqualTo(wrong());

      // The server has not noticed yet that nobody is there: nobody can say what will become of it.
      shop.shell.run("heal");
      assertThat(own()).isEqualTo(wrong());
      assertThat(shop.shell.ok("incidents", shop.number(day)).out()).contains("it is not known");

      statement.execute("select pg_advisory_unlock(" + THE_TESTS_LOCK + ")");
      for (int i = 0; i < 100 && isAtWork(); i++) {
        Thread.sleep(100);
      }
      shop.shell.run("answer", shop.number(day), "retry");
      shop.isHealed(day);
      assertThat(own()).isEqualTo(right());
      assertThat(shop.incident(day).path("published")).hasSize(1);
    } finally {
      shop.shell.clock = shop.clock;
    }
  }

  private static boolean isWaitingForTheLock() {
    return !value("select count(*) from pg_stat_activity where wait_event = 'advisory'")
        .equals("0");
  }

  private static boolean isAtWork() {
    return !value("select count(*) from pg_stat_activity where usename = 'clerk'").equals("0");
  }

  private String right() {
    return slipped.get(4);
  }

  private String wrong() {
    return new BigDecimal(slipped.get(4)).movePointRight(1).setScale(2).toPlainString();
  }

  private String own() {
    return amount("orders");
  }

  private String staged() {
    return amount("staging.orders");
  }

  private String amount(String table) {
    return value(
        "select %s from %s where %s = %s"
            .formatted(shop.amount, table, shop.id, slipped.getFirst()));
  }

  private String others() {
    return value(
        "select md5(string_agg(o::text, ',' order by %s)) from orders o where %s <> %s"
            .formatted(shop.id, shop.id, slipped.getFirst()));
  }

  /** Neither journal, nor logs, nor anything else that is kept. */
  private void nothingHoldsTheWord() throws IOException {
    try (var all = Files.walk(shop.shell.folder)) {
      for (var file : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
        assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(WORD))
            .as("%s", file)
            .isFalse();
      }
    }
  }

  private static Connection connection() throws SQLException {
    return DriverManager.getConnection(server.getJdbcUrl("postgres", "postgres"));
  }

  private static String value(String query) {
    try (var connection = connection();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    } catch (SQLException e) {
      throw new AssertionError(query, e);
    }
  }

  private static void sql(String... statements) throws SQLException {
    try (var connection = connection();
        var statement = connection.createStatement()) {
      for (var text : statements) {
        statement.execute(text);
      }
    }
  }
}
