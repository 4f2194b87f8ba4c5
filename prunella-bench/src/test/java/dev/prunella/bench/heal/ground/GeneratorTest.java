package dev.prunella.bench.heal.ground;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GeneratorTest {
  private static final int DAYS = 70;

  @TempDir Path folder = Path.of("");
  private Connection connection;

  @BeforeEach
  void connect() throws Exception {
    connection = DriverManager.getConnection("jdbc:duckdb:");
  }

  @AfterEach
  void disconnect() throws Exception {
    connection.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {".csv", ".csv.gz", ".parquet", ".json"})
  void theSameSeedGivesTheSameBytesAndAnotherSeedOtherRows(String ending) throws Exception {
    var ground = Ground.builtIn("shop", folder.resolve("ground"));
    var feed = ground.feeds().getFirst();
    var bytes = new ArrayList<byte[]>();
    for (long seed : List.of(7L, 7L, 8L)) {
      var file = folder.resolve(bytes.size() + ending);
      try (var other = DriverManager.getConnection("jdbc:duckdb:");
          var generator = new Generator(ground, Names.same(), seed, other)) {
        generator.write(generator.rows(feed, 3), file);
      }
      bytes.add(Files.readAllBytes(file));
    }
    assertThat(bytes.get(1)).isEqualTo(bytes.get(0));
    assertThat(bytes.get(2)).isNotEqualTo(bytes.get(0));
    try (var files = Files.list(folder)) {
      assertThat(files.filter(f -> f.toString().endsWith(".part"))).isEmpty();
    }
  }

  @Test
  void aCompressedFileDoesNotTellWhenItWasWritten() throws Exception {
    var ground = Ground.builtIn("shop", folder.resolve("ground"));
    var file = folder.resolve("day.csv.gz");
    try (var generator = new Generator(ground, Names.same(), 7, connection)) {
      generator.write(generator.rows(ground.feeds().getFirst(), 3), file);
    }
    assertThat(Files.readAllBytes(file)).startsWith(0x1f, 0x8b).containsSubsequence(new byte[4]);
    assertThat(Arrays.copyOfRange(Files.readAllBytes(file), 4, 8)).containsOnly(0);
  }

  @ParameterizedTest
  @CsvSource({"shop,InvoiceNo", "orders,order_id"})
  void freshKeysNeverComeAgain(String name, String key) throws Exception {
    var ground = Ground.builtIn(name, folder.resolve("ground"));
    var feed = ground.feeds().getFirst();
    var before = new HashSet<String>();
    try (var generator = new Generator(ground, Names.same(), 7, connection)) {
      for (int day = 0; day < DAYS; day++) {
        // By its digits: a cancellation's number is none of a sale's on another day either.
        var keys =
            texts("SELECT DISTINCT ltrim(" + key + ", 'C') FROM " + generator.rows(feed, day));
        assertThat(keys).as("day " + day).isNotEmpty().noneMatch(before::contains);
        before.addAll(keys);
      }
    }
  }

  @Test
  void keysKeepTheirFormAndStayEqualWithinTheDay() throws Exception {
    var ground = Ground.builtIn("shop", folder.resolve("ground"));
    var feed = ground.feeds().getFirst();
    var pool =
        "read_csv('" + feed.pool() + "', types = {'InvoiceNo': 'VARCHAR', 'CustomerID': 'DOUBLE'})";
    try (var generator = new Generator(ground, Names.same(), 7, connection)) {
      for (int day = 0; day < DAYS; day++) {
        var rows = generator.rows(feed, day);
        assertThat(texts("SELECT InvoiceNo FROM " + rows)).allMatch(k -> k.matches("C?[0-9]{6}"));
        // An invoice has one time and one buyer in the pool, and so has each of a day.
        assertThat(
                texts(
                    "SELECT InvoiceNo FROM "
                        + rows
                        + " GROUP BY 1 HAVING count(DISTINCT CustomerID) > 1"))
            .isEmpty();
        assertThat(texts("SELECT count(DISTINCT InvoiceNo) FROM " + rows))
            .isNotEqualTo(Set.of("1"));
      }
    }
    assertThat(texts("SELECT count(*) > 0 FROM " + pool + " WHERE InvoiceNo LIKE 'C%'"))
        .containsExactly("true");
  }

  @ParameterizedTest
  @ValueSource(strings = {"orders", "shop", "weather"})
  void aDayIsAPartOfARealDayOfItsWeekdayMovedInTime(String name) throws Exception {
    var ground = Ground.builtIn(name, folder.resolve("ground"));
    var feed = ground.feeds().getFirst();
    var pool = "read_csv('" + feed.pool() + "', all_varchar = true)";
    var values =
        switch (name) {
          case "orders" -> "concat_ws('|', customer_id, store_id, subtotal, tax_paid, order_total)";
          case "shop" -> "concat_ws('|', StockCode, Quantity, Country)";
          default ->
              "concat_ws('|', origin, wind_dir, CAST(temp AS DOUBLE), CAST(pressure AS DOUBLE))";
        };
    try (var generator = new Generator(ground, Names.same(), 7, connection)) {
      for (int day = 0; day < 14; day++) {
        var rows = generator.rows(feed, day);
        var date = generator.date(day);
        assertThat(texts("SELECT DISTINCT " + feed.time() + "::DATE FROM " + rows))
            .containsExactly(date.toString());
        var donors =
            texts(
                "SELECT day FROM (SELECT CAST(%1$s AS TIMESTAMP)::DATE AS day, strftime(CAST(%1$s AS TIMESTAMP), '%%H:%%M') || %2$s AS v FROM %3$s)"
                        .formatted(feed.time(), values, pool)
                    + " GROUP BY 1 HAVING list_has_all(list(v), (SELECT list(strftime(%1$s, '%%H:%%M') || %2$s) FROM %3$s))"
                        .formatted(feed.time(), values, rows));
        assertThat(donors).as(date + " of " + name).hasSize(1);
        var weekday = LocalDate.parse(donors.iterator().next()).getDayOfWeek();
        if (!(name.equals("shop") && date.getDayOfWeek().getValue() == 6)) {
          assertThat(weekday).isEqualTo(date.getDayOfWeek());
        }
      }
    }
  }

  @Test
  void noRealDayComesAgainWithinTenWeeks() throws Exception {
    var ground = Ground.builtIn("weather", folder.resolve("ground"));
    var feed = ground.feeds().getFirst();
    var seen = new HashSet<Set<String>>();
    try (var generator = new Generator(ground, Names.same(), 7, connection)) {
      for (int day = 0; day < DAYS; day++) {
        var noon =
            texts(
                "SELECT concat_ws(' ', temp, dewp, humid, wind_dir) FROM "
                    + generator.rows(feed, day)
                    + " WHERE hour(observed_at) BETWEEN 10 AND 14");
        assertThat(seen)
            .as("day " + day)
            .noneMatch(n -> n.stream().filter(noon::contains).count() > 7);
        seen.add(noon);
      }
    }
  }

  @Test
  void rowsBearTheWorldsNames() throws Exception {
    var ground = Ground.builtIn("shop", folder.resolve("ground"));
    var feed = ground.feeds().getFirst();
    var names = Names.of(ground.vocabulary(), 3);
    try (var generator = new Generator(ground, names, 3, connection)) {
      assertThat(
              texts(
                  "SELECT column_name FROM (DESCRIBE SELECT * FROM "
                      + generator.rows(feed, 0)
                      + ")"))
          .contains(names.column("InvoiceNo"), names.column("CustomerID"))
          .hasSize(8);
    }
  }

  @Test
  void namesAreChangedWhereTheyAreWholeWordsOnly() throws Exception {
    var ground = Ground.builtIn("shop", folder.resolve("ground"));
    long seed = 0;
    while (Names.of(ground.vocabulary(), seed).table("lines").equals("lines")) {
      seed++;
    }
    var names = Names.of(ground.vocabulary(), seed);
    assertThat(names.in("from lines l, deadlines, lines_of, $lines"))
        .isEqualTo("from " + names.table("lines") + " l, deadlines, lines_of, $lines");
    assertThat(Names.same().in("from lines")).isEqualTo("from lines");
    var project = folder.resolve("project");
    Files.write(ground.project().resolve("picture.bin"), new byte[] {1, (byte) 0xff, 0, 2});
    names.project(ground.project(), project, UnaryOperator.identity());
    assertThat(project.resolve("models/staging/" + names.table("lines") + ".sql")).isRegularFile();
    assertThat(project.resolve("picture.bin")).hasBinaryContent(new byte[] {1, (byte) 0xff, 0, 2});
  }

  @Test
  void twoGeneratorsMayShareAConnection() throws Exception {
    var ground = Ground.builtIn("shop", folder.resolve("ground"));
    var feed = ground.feeds().getFirst();
    try (var world = new Generator(ground, Names.same(), 1, connection)) {
      Set<String> alone = texts("SELECT * FROM " + world.rows(feed, 0));
      try (var twin = new Generator(ground, Names.same(), 1, connection)) {
        assertThat(texts("SELECT * FROM " + twin.rows(feed, 0))).isEqualTo(alone);
      }
      assertThat(texts("SELECT * FROM " + world.rows(feed, 0))).isEqualTo(alone);
    }
    assertThat(texts("SELECT table_name FROM duckdb_tables()")).isEmpty();
  }

  private Set<String> texts(String query) throws Exception {
    var texts = new HashSet<String>();
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      while (rows.next()) {
        texts.add(String.valueOf(rows.getString(1)));
      }
    }
    return texts;
  }
}
