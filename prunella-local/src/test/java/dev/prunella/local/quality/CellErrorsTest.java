package dev.prunella.local.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prunella.local.duckdb.DuckDbException;
import dev.prunella.local.duckdb.DuckDbPool;
import dev.prunella.local.duckdb.PoolLimits;
import dev.prunella.quality.CellSuspicion;
import dev.prunella.quality.CellSuspicion.Evidence;
import dev.prunella.quality.CellSuspicion.Level;
import dev.prunella.quality.InferredRule;
import dev.prunella.quality.RowRule;
import dev.prunella.quality.Shape;
import dev.prunella.quality.Signal;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Tables with one kind of error or one kind of natural oddity each, made by DuckDB. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CellErrorsTest {

  /** 40 clinics, each with its town; 24 rows of each. */
  private static final String CLINICS =
      """
      CREATE OR REPLACE TEMP TABLE t AS
      SELECT 'K' || lpad(CAST(i % 40 AS VARCHAR), 3, '0') AS clinic,
             ['Aldenham', 'Brigstock', 'Cowbridge', 'Dunfermline', 'Exmouth', 'Fordwich', 'Glastonbury', 'Haverhill']
               [CAST(i % 40 % 8 + 1 AS BIGINT)] AS town,
             CAST(10000 + hash(i) % 80000 AS VARCHAR) AS number
      FROM range(960) r(i)
      """;

  @SuppressWarnings("NullAway.Init")
  private DuckDbPool pool;

  @SuppressWarnings("NullAway.Init")
  private DuckDbPool.Lease lease;

  @BeforeAll
  void open(@TempDir Path temp) {
    pool =
        new DuckDbPool(new PoolLimits(1, 0, Duration.ofSeconds(30), 1L << 30, 1, temp, 1L << 30));
    lease = pool.lease();
  }

  @AfterAll
  void close() {
    lease.close();
    pool.close();
  }

  @BeforeEach
  void clinics() throws SQLException {
    run(CLINICS);
  }

  private void run(String sql) throws SQLException {
    try (var statement = lease.connection().createStatement()) {
      statement.execute(sql);
    }
  }

  private CellErrors find() {
    return CellErrors.find(lease.connection(), "t", CellLimits.defaults());
  }

  private List<CellSuspicion> suspicions() {
    return suspicions(find());
  }

  private static List<CellSuspicion> suspicions(CellErrors errors) {
    var out = new ArrayList<CellSuspicion>();
    errors.each(Level.REPORT, 10_000, out::add);
    return out;
  }

  private static List<String> cells(List<CellSuspicion> suspicions, Level level) {
    return suspicions.stream()
        .filter(s -> s.level() == level)
        .map(s -> s.row() + " " + s.column())
        .sorted()
        .toList();
  }

  @Test
  void aCleanTableIsAccusedOfNothing() {
    assertThat(suspicions()).isEmpty();
  }

  @Test
  void aSlipInAGroupMayHoldItsRowBack() throws SQLException {
    run("UPDATE t SET town = 'Brigstoxk' WHERE rowid = 41");
    var found = suspicions();
    assertThat(cells(found, Level.QUARANTINE)).containsExactly("41 town");
    assertThat(found.getFirst().value()).isEqualTo("Brigstoxk");
    assertThat(found.getFirst().evidence()).extracting(Evidence::expected).contains("Brigstock");
  }

  @Test
  void aProperValueAgainstTheMajorityIsShownAndNotHeldBack() throws SQLException {
    run("UPDATE t SET town = 'Exmouth' WHERE rowid = 41");
    var found = suspicions();
    assertThat(cells(found, Level.REPORT)).containsExactly("41 town");
    assertThat(cells(found, Level.QUARANTINE)).isEmpty();
  }

  /** By majority half of the moved clinic's rows would be 'corrected' to the old town. */
  @Test
  void aClinicThatMovedIsAccusedOfNothing() throws SQLException {
    run("UPDATE t SET town = 'Exmouth' WHERE clinic = 'K001' AND rowid > 600");
    assertThat(suspicions()).isEmpty();
  }

  /** The towns of one carrier's rows differ, and all of them do: it delivers elsewhere. */
  @Test
  void whatAnotherColumnExplainsIsHeldAgainstNoValue() throws SQLException {
    run("ALTER TABLE t ADD COLUMN carrier VARCHAR");
    run("UPDATE t SET carrier = CASE WHEN rowid % 97 = 5 THEN 'Ferry' ELSE 'Road' END");
    run("UPDATE t SET town = 'Haverhill' WHERE carrier = 'Ferry'");
    assertThat(suspicions()).isEmpty();
  }

  @Test
  void theSideThatContradictsSeveralColumnsIsBlamed() throws SQLException {
    run("ALTER TABLE t ADD COLUMN head VARCHAR");
    run("ALTER TABLE t ADD COLUMN phone VARCHAR");
    run("UPDATE t SET head = 'Dr ' || chr(65 + CAST(rowid % 40 / 2 AS INTEGER)) || 'nderson'");
    run("UPDATE t SET phone = CAST(7700 + (rowid % 40) * 13 % 97 AS VARCHAR)");
    run("UPDATE t SET clinic = 'K023' WHERE rowid = 41");
    assertThat(cells(suspicions(), Level.REPORT)).containsExactly("41 clinic");
  }

  @Test
  void aMissingValueThatRowsAlikeHaveIsShown() throws SQLException {
    run("UPDATE t SET town = ' ' WHERE rowid IN (41, 300)");
    var found = suspicions();
    assertThat(cells(found, Level.REPORT)).containsExactly("300 town", "41 town");
    assertThat(found)
        .allSatisfy(
            s -> assertThat(s.evidence()).extracting(Evidence::signal).contains(Signal.UNKNOWN));
  }

  @Test
  void charactersOfAWrongDecodingMayHoldTheirRowBack() throws SQLException {
    run("UPDATE t SET number = 'Caf\u00C3\u00A9' WHERE rowid = 7");
    run("UPDATE t SET number = 'Caf\uFFFD' WHERE rowid = 8");
    run("UPDATE t SET number = 'Caf\u00E9' WHERE rowid = 9");
    assertThat(cells(suspicions(), Level.QUARANTINE)).containsExactly("7 number", "8 number");
  }

  @Test
  void twoColumnsInOneCellAreSeenInBoth() throws SQLException {
    run("ALTER TABLE t ADD COLUMN county VARCHAR");
    run("UPDATE t SET county = ['AX', 'BY', 'CZ'][CAST(rowid % 8 % 3 + 1 AS BIGINT)]");
    run("UPDATE t SET town = town || ' ' || county, county = NULL WHERE rowid % 100 = 3");
    var held = cells(suspicions(), Level.QUARANTINE);
    assertThat(held).hasSize(20).contains("3 town", "3 county", "903 town");
  }

  @Test
  void whatManyRowsDoIsAHabitAndHoldsNoneBack() throws SQLException {
    run("UPDATE t SET number = number || '\uFFFD' WHERE rowid % 5 = 0");
    var found = suspicions();
    assertThat(cells(found, Level.REPORT)).hasSize(192);
    assertThat(cells(found, Level.QUARANTINE)).isEmpty();
  }

  @Test
  void percentSignsAmongPlainNumbersAreShown() throws SQLException {
    run("UPDATE t SET number = CAST(rowid % 90 / 100 AS VARCHAR)");
    run("UPDATE t SET number = number || '%' WHERE rowid % 3 = 0");
    assertThat(cells(suspicions(), Level.REPORT)).hasSize(320).contains("0 number");
  }

  @Test
  void anAmountFarFromItsArticlesPriceIsShown() throws SQLException {
    run("ALTER TABLE t ADD COLUMN price DOUBLE");
    run("UPDATE t SET price = (3 + rowid % 40) * (0.9 + (hash(rowid) % 100) / 500)");
    run("UPDATE t SET price = price * 100 WHERE rowid = 77");
    assertThat(cells(suspicions(), Level.REPORT)).containsExactly("77 price");
  }

  @Test
  void columnNamesMeanNothing() throws SQLException {
    run("UPDATE t SET town = 'Brigstoxk' WHERE rowid = 41");
    run("ALTER TABLE t RENAME COLUMN town TO \"a\"\"b'); DROP TABLE t; --\"");
    assertThat(cells(suspicions(), Level.QUARANTINE))
        .containsExactly("41 a\"b'); DROP TABLE t; --");
  }

  @Test
  void valuesAreTextAndNoSql() throws SQLException {
    run("UPDATE t SET town = 'O''Brien''s; DROP TABLE t' WHERE town = 'Brigstock'");
    run("UPDATE t SET town = 'O''Brien''s; DROX TABLE t' WHERE rowid = 41");
    assertThat(cells(suspicions(), Level.QUARANTINE)).containsExactly("41 town");
  }

  @Test
  void theSameTableGivesTheSameAnswer() throws SQLException {
    run("UPDATE t SET town = 'Brigstoxk' WHERE rowid % 83 = 41");
    var limits = new CellLimits(20_000, 2_000, 300, 64, 4, 20_000);
    var first = suspicions(CellErrors.find(lease.connection(), "t", limits));
    assertThat(first).isNotEmpty();
    assertThat(suspicions(CellErrors.find(lease.connection(), "t", limits))).isEqualTo(first);
  }

  @Test
  void moreValuesThanMayBeLookedAtAreNotJudgedBySpelling() throws SQLException {
    run("UPDATE t SET town = 'Brigstoxk' WHERE rowid = 41");
    var errors =
        CellErrors.find(lease.connection(), "t", new CellLimits(3, 2_000, 20_000, 64, 4, 20_000));
    assertThat(errors.rules())
        .extracting(InferredRule::rule)
        .noneMatch(RowRule.Spelled.class::isInstance);
  }

  @Test
  void anEmptyTableAndOneOfNothingHaveNoSuspicions() throws SQLException {
    run("DELETE FROM t");
    assertThat(suspicions()).isEmpty();
    run(
        "CREATE OR REPLACE TEMP TABLE t AS SELECT NULL::VARCHAR AS a, NULL::INTEGER AS b FROM range(500)");
    assertThat(suspicions()).isEmpty();
  }

  @Test
  void whatCannotBeReadIsNamed() {
    assertThatThrownBy(() -> CellErrors.find(lease.connection(), "nowhere", CellLimits.defaults()))
        .isInstanceOf(DuckDbException.class)
        .hasMessageContaining("nowhere");
  }

  @Test
  void rulesSayHowOftenTheyAreBroken() throws SQLException {
    run("UPDATE t SET number = '12x45' WHERE rowid = 11");
    var errors = find();
    assertThat(errors.cells(Level.REPORT)).isEqualTo(1);
    assertThat(errors.rules())
        .anySatisfy(
            rule -> {
              assertThat(rule.rule()).isEqualTo(new RowRule.Determined(List.of("clinic"), "town"));
              assertThat(rule.violations()).isZero();
            })
        .anySatisfy(
            rule -> {
              assertThat(rule.rule().column()).isEqualTo("number");
              assertThat(rule.rule()).isInstanceOf(RowRule.Shaped.class);
              assertThat(rule.violations()).isEqualTo(1);
              assertThat(rule.support()).isEqualTo(960);
            });
  }

  @Test
  void duckDbAndJavaSeeTheSameShapes() throws SQLException {
    for (var text :
        List.of(
            "AB-12 c\u00E9\u00DF",
            "\u01C5x\u0301 9",
            "\u4E2D\u6587 12.5%",
            "a\tb",
            "x".repeat(200))) {
      try (var statement =
          lease
              .connection()
              .prepareStatement(
                  "SELECT "
                      + CellTable.coarse("v")
                      + ", "
                      + CellTable.fine("v")
                      + " FROM (SELECT CAST(? AS VARCHAR) AS v)")) {
        statement.setString(1, text);
        try (var row = statement.executeQuery()) {
          row.next();
          assertThat(row.getString(1)).isEqualTo(Shape.coarse(text));
          assertThat(row.getString(2)).isEqualTo(Shape.fine(text));
        }
      }
    }
  }
}
