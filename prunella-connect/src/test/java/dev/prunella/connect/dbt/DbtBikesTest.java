package dev.prunella.connect.dbt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.prunella.pipeline.Materialization;
import dev.prunella.pipeline.Source;
import dev.prunella.pipeline.Step;
import dev.prunella.refs.TableName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A real project, compiled by dbt 1.7 for PostgreSQL, with what PostgreSQL made of it. */
class DbtBikesTest {
  private static final Path SHARED =
      Path.of(System.getProperty("prunella.root"), "..", "shared", "data", "dbt_bikes").normalize();
  private static final Path COPY = Path.of("src", "test", "resources", "dbt_bikes");

  /** A double comes this near to PostgreSQL's numeric, and to its sums in another order. */
  private static final double NEAR = 1e-12;

  private static final Map<String, String> KEYS =
      Map.of(
          "stg_trips", "trip_id",
          "stg_stations", "station_id",
          "fct_trips", "trip_id",
          "daily_district", "trip_date, district",
          "station_balance", "station_id, trip_date");

  @Test
  void eachModelAndSeedIsAStepAfterWhatItReads() {
    try (var sql = new DuckDbSql()) {
      var dbt = pipeline(COPY, sql);
      assertThat(dbt.pipeline().name()).isEqualTo("bikes");
      assertThat(dbt.watched()).isEmpty();
      assertThat(dbt.needed()).as("the sources are the seeds").isEmpty();
      var order = dbt.pipeline().steps().stream().map(s -> s.table().toString()).toList();
      assertThat(order)
          .containsExactly(
              "fx_rates",
              "raw_stations",
              "raw_trips",
              "stg_stations",
              "stg_trips",
              "fct_trips",
              "daily_district",
              "station_balance");
      var trips = step(dbt, "fct_trips");
      assertThat(trips.reads())
          .containsExactlyInAnyOrder(
              TableName.of("stg_trips"), TableName.of("stg_stations"), TableName.of("fx_rates"));
      assertThat(trips.place().path()).isEqualTo("bikes/models/marts/fct_trips.sql");
      assertThat(trips.how()).isEqualTo(new Materialization.Full());
      assertThat(trips.tags()).containsExactly("marts");
      assertThat(trips.repeatable()).isTrue();
      assertThat(((Step.Work.Load) step(dbt, "fx_rates").work()).source().from())
          .isEqualTo(new Source.Files("bikes/seeds/fx_rates.csv"));
    }
  }

  @Test
  void everyTableEqualsWhatPostgresMade() throws Exception {
    try (var sql = new DuckDbSql()) {
      compare(COPY, sql);
    }
  }

  @Test
  void testsOwnersAndExposuresComeAlong() {
    try (var sql = new DuckDbSql()) {
      var dbt = pipeline(COPY, sql);
      assertThat(dbt.checks()).hasSize(9).allMatch(c -> c.sql().isPresent());
      var accepted =
          dbt.checks().stream()
              .filter(c -> c.test().generic().filter("accepted_values"::equals).isPresent())
              .findFirst()
              .orElseThrow();
      assertThat(accepted.test().arguments()).containsEntry("values", List.of("MEMBER", "CASUAL"));
      assertThat(accepted.test().column()).contains("rider_type");
      assertThat(accepted.table()).contains(TableName.of("fct_trips"));
      assertThat(accepted.sql().orElseThrow()).contains("\"fct_trips\"").doesNotContain("b_good");
      assertThat(dbt.owners().get(TableName.of("fct_trips")))
          .hasToString("analytics@bikes.example");
      assertThat(dbt.exposures()).hasSize(1);
      assertThat(dbt.exposures().getFirst().exposure().owner())
          .hasToString("Optional[City desk <desk@bikes.example>]");
      assertThat(dbt.exposures().getFirst().uses())
          .containsExactly(TableName.of("daily_district"), TableName.of("station_balance"));
    }
  }

  @Test
  void dbtsOwnTestsFindNothingWrongHere() throws Exception {
    try (var sql = new DuckDbSql()) {
      var dbt = pipeline(COPY, sql);
      compute(COPY, dbt, sql.connection());
      for (var check : dbt.checks()) {
        try (var statement = sql.connection().createStatement();
            var rows = statement.executeQuery(check.sql().orElseThrow())) {
          assertThat(rows.next()).as(check.test().id()).isFalse();
        }
      }
    }
  }

  @Test
  void theSharedProjectAndItsFailingBuildsAreRead() throws Exception {
    assumeTrue(Files.isDirectory(SHARED), "skipped: there is no " + SHARED);
    try (var sql = new DuckDbSql()) {
      compare(SHARED, sql);
    }
    try (var failing = Files.list(SHARED.resolve("failing"));
        var sql = new DuckDbSql()) {
      for (var build : failing.sorted().toList()) {
        var dbt =
            DbtProject.open(SHARED.resolve("project"), build.resolve("manifest.json"))
                .pipeline(sql, new DbtOptions("bikes", _ -> false, false));
        assertThat(dbt.pipeline().steps().size() + dbt.watched().size())
            .as(build.getFileName().toString())
            .isEqualTo(8);
      }
    }
  }

  private static DbtPipeline pipeline(Path root, ModelSql sql) {
    // A folder called target is not kept in git.
    var artifacts = root.resolve(root.equals(COPY) ? "artifacts" : "target");
    return DbtProject.open(root.resolve("project"), artifacts.resolve("manifest.json"))
        .pipeline(sql, new DbtOptions("bikes", _ -> false, false));
  }

  private static Step step(DbtPipeline dbt, String table) {
    return dbt.pipeline().graph().step(TableName.of(table)).orElseThrow();
  }

  private static void compute(Path root, DbtPipeline dbt, Connection connection)
      throws SQLException {
    for (var step : dbt.pipeline().steps()) {
      var table = DuckDbSql.quoted(step.table());
      try (var statement = connection.createStatement()) {
        switch (step.work()) {
          case Step.Work.Sql(var text) ->
              statement.execute("CREATE TABLE " + table + " AS " + text);
          case Step.Work.Load(var source) -> {
            var file = ((Source.Files) source.from()).pattern().replaceFirst("^bikes", "project");
            statement.execute(
                "CREATE TABLE " + table + " AS FROM read_csv('" + root.resolve(file) + "')");
          }
          case Step.Work.Python _, Step.Work.Command _ -> throw new AssertionError(step);
        }
      }
    }
  }

  private static void compare(Path root, DuckDbSql sql) throws Exception {
    compute(root, pipeline(root, sql), sql.connection());
    int compared = 0;
    for (var table : KEYS.entrySet()) {
      var expected = Files.readAllLines(root.resolve("expected").resolve(table.getKey() + ".csv"));
      var actual =
          rows(
              sql.connection(),
              "SELECT * FROM " + table.getKey() + " ORDER BY " + table.getValue());
      assertThat(actual).as(table.getKey()).hasSize(expected.size());
      for (int i = 0; i < actual.size(); i++) {
        compared += compareRow(table.getKey(), expected.get(i).split(",", -1), actual.get(i));
      }
    }
    assertThat(compared).as("values compared").isGreaterThan(50_000);
  }

  private static int compareRow(String table, String[] expected, List<Object> actual) {
    assertThat(actual).as(table).hasSize(expected.length);
    for (int c = 0; c < expected.length; c++) {
      if (actual.get(c) instanceof Double number) {
        double wanted = Double.parseDouble(expected[c]);
        assertThat(Math.abs(number - wanted) <= NEAR * Math.max(1, Math.abs(wanted)))
            .as("%s: %s, not %s", table, number, expected[c])
            .isTrue();
      } else {
        assertThat(actual.get(c)).as(table).hasToString(expected[c]);
      }
    }
    return expected.length;
  }

  /** The header first; doubles as they are, all else as text. */
  private static List<List<Object>> rows(Connection connection, String query) throws SQLException {
    var found = new ArrayList<List<Object>>();
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      var about = rows.getMetaData();
      var header = new ArrayList<Object>();
      for (int c = 1; c <= about.getColumnCount(); c++) {
        header.add(about.getColumnName(c));
      }
      found.add(header);
      while (rows.next()) {
        var row = new ArrayList<Object>();
        for (int c = 1; c <= about.getColumnCount(); c++) {
          var text = String.valueOf(rows.getString(c));
          row.add(
              switch (about.getColumnType(c)) {
                case Types.DOUBLE -> (Object) rows.getDouble(c);
                case Types.TIMESTAMP -> text.replaceFirst("\\.0$", "");
                default -> text.equals("null") ? "" : text;
              });
        }
        found.add(row);
      }
    }
    return found;
  }
}
