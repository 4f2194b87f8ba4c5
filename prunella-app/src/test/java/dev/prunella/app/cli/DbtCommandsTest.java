package dev.prunella.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A dbt project, run here: from its folder through the real engine into a real lake. */
class DbtCommandsTest {
  private static final Path ROOT = Path.of(System.getProperty("prunella.root"));
  private static final Path COPY = ROOT.resolve("prunella-connect/src/test/resources/dbt_bikes");
  private static final Path SHARED = ROOT.resolve("../shared/data/dbt_bikes").normalize();
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double NEAR = 1e-9;
  private static final Map<String, String> KEYS =
      Map.of(
          "stg_trips", "trip_id",
          "stg_stations", "station_id",
          "fct_trips", "trip_id",
          "daily_district", "trip_date, district",
          "station_balance", "station_id, trip_date");

  private final Path folder;
  private final Path bikes;
  private final Shell shell;

  DbtCommandsTest(@TempDir Path folder) {
    this.folder = folder;
    this.bikes = folder.resolve("bikes");
    this.shell = new Shell(folder);
  }

  // ---- the project as it is

  @Test
  void everyTableEqualsWhatPostgresMade() throws IOException {
    copy(COPY.resolve("project"), COPY.resolve("artifacts/manifest.json"));
    assertThat(shell.ok("init", "--dbt", "bikes", "city").out())
        .isEqualTo(
            "created city with an empty lake\n"
                + "dbt project bikes: all 8 models and seeds run here\n"
                + notes()
                + "next: cd city && prunella run\n");
    var city = new Shell(folder.resolve("city"));
    assertThat(city.ok("validate").out())
        .startsWith("valid: 3 sources, 5 models, 1 pipeline, 0 contracts\n");
    assertThat(city.ok("plan", "--json").json().path("steps")).hasSize(8);
    city.ok("run");
    compare(city, COPY.resolve("expected"));

    // dbt's tests hold here, each checked as the rule that it amounts to.
    var checked = city.ok("check", "--json").json();
    assertThat(checked.path("tables")).hasSize(3);
    int rules = 0;
    for (var table : checked.path("tables")) {
      for (var check : table.path("checks")) {
        assertThat(check.path("outcome").asText()).isEqualTo("passed");
        assertThat(check.path("place").asText()).startsWith("../bikes/");
        rules++;
      }
    }
    assertThat(rules).isEqualTo(9);

    // Nothing of it is done again, and nothing was written into the dbt project.
    assertThat(city.ok("run", "--json").json().path("outcome").asText()).isEqualTo("unchanged");
    assertThat(bikes.resolve("prunella.yaml")).doesNotExist();
    assertThat(city.ok("sql", "select * from raw_trips limit 1", "--json").json().path("columns"))
        .as("the seed's columns, and no other")
        .hasSize(9);
  }

  private static String notes() {
    return "other than in the warehouse  quotients are doubles of about 15 digits, not numerics: fct_trips, stg_trips\n";
  }

  @Test
  void theSharedProjectRunsAsWell() throws IOException {
    assumeTrue(Files.isDirectory(SHARED), "skipped: there is no " + SHARED);
    copy(SHARED.resolve("project"), SHARED.resolve("target/manifest.json"));
    shell.ok("init", "--dbt", bikes.toString(), "city");
    var city = new Shell(folder.resolve("city"));
    assertThat(city.folder.resolve("prunella.yaml")).content().contains("path: \"" + bikes + "\"");
    city.ok("run");
    compare(city, SHARED.resolve("expected"));
  }

  @Test
  void insideOfTheDbtProjectItsModelsAreDbts() throws IOException {
    copy(COPY.resolve("project"), COPY.resolve("artifacts/manifest.json"));
    var there = new Shell(bikes);
    there.ok("init", "--dbt", ".", "--name", "bikes");
    there.ok("run");
    assertThat(there.value("select count(*) from fct_trips"))
        .isEqualTo(String.valueOf(lines(COPY.resolve("expected/fct_trips.csv")).size() - 1));
    assertThat(there.ok("init", "--dbt", ".").out()).startsWith("already a project");
  }

  // ---- what does not run here

  @Test
  void whatDoesNotRunHereIsNamedOneByOne() throws IOException {
    copy(COPY.resolve("project"), COPY.resolve("artifacts/manifest.json"));
    node("model.bikes.stg_stations", node -> node.put("language", "python"));
    var told = shell.ok("init", "--dbt", "bikes", "city").out();
    assertThat(told)
        .contains("dbt project bikes: 4 of 8 models and seeds run here\n")
        .contains("left to dbt, and only watched:\n")
        .contains(
            "  stg_stations  models/staging/stg_stations.sql\n    it is a python model, which only dbt can run\n")
        .contains(
            "  fct_trips  models/marts/fct_trips.sql\n    it reads stg_stations, which does not")
        .contains("  daily_district  ")
        .contains("  station_balance  ");
    var city = new Shell(folder.resolve("city"));
    assertThat(city.ok("validate").out()).contains("left to dbt, and only watched:\n");
    assertThat(city.ok("validate", "--json").json().at("/dbt/watched")).hasSize(4);
    var run = city.run("run").exits(Exit.OK);
    assertThat(run.err()).contains("4 parts of the dbt project are left to dbt; prunella validate");

    // Once somebody brings the table, what reads it runs.
    Files.copy(bikes.resolve("seeds/raw_stations.csv"), city.folder.resolve("stations.csv"));
    city.ok("table", "import", "stations.csv", "stg_stations");
    city.run("run").exits(Exit.OK);
    assertThat(city.value("select count(*) > 0 from station_balance")).isEqualTo("true");
  }

  @Test
  void anOwnSourceMayLoadWhatDbtOnlyReads() throws IOException {
    copy(COPY.resolve("project"), COPY.resolve("artifacts/manifest.json"));
    manifest(tree -> ((ObjectNode) tree.path("nodes")).remove("seed.bikes.raw_trips"));
    assertThat(shell.ok("init", "--dbt", "bikes", "city").out())
        .contains(
            "stg_trips  models/staging/stg_trips.sql\n    it reads raw_trips, which is not in the lake; import it, or load it by a file in sources/\n");
    var city = new Shell(folder.resolve("city"));
    Files.createDirectories(city.folder.resolve("sources"));
    Files.createDirectories(city.folder.resolve("landing"));
    Files.move(bikes.resolve("seeds/raw_trips.csv"), city.folder.resolve("landing/trips.csv"));
    city.write("sources/trips.yaml", "source: raw_trips\nfiles: landing/trips.csv\n");
    Files.createDirectories(city.folder.resolve("models"));
    city.write(
        "models/own.sql", "select district, sum(trips) as trips from daily_district group by 1");
    city.ok("run");
    compare(city, COPY.resolve("expected"));
    assertThat(city.value("select count(*) > 0 from own")).isEqualTo("true");
  }

  @Test
  void whatIsNotCompiledIsSaidBeforeAnythingIsMade() throws IOException {
    var none = shell.run("init", "--dbt", "bikes", "city", "--json").exits(Exit.USAGE).error();
    assertThat(none.path("code").asText()).isEqualTo("bad-dbt-project");
    assertThat(none.path("message").asText()).contains("dbt_project.yml");
    copy(COPY.resolve("project"), COPY.resolve("artifacts/manifest.json"));
    Files.delete(bikes.resolve("target/manifest.json"));
    var parsed = shell.run("init", "--dbt", "bikes", "city").exits(Exit.USAGE);
    assertThat(parsed.err()).contains("there is no ").contains("run `dbt compile` in ");
    assertThat(folder.resolve("city")).doesNotExist();

    Files.copy(COPY.resolve("artifacts/manifest.json"), bikes.resolve("target/manifest.json"));
    shell.ok("init", "--dbt", "bikes", "city");
    shell.ok("init", "--empty", "other");
    assertThat(shell.run("init", "--dbt", "bikes", "other").exits(Exit.REFUSED).err())
        .contains("write into it: dbt: {path: ../bikes}");
    Files.writeString(bikes.resolve("target/manifest.json"), "{\"metadata\": {}}");
    shell.run("init", "--dbt", "bikes", "third").exits(Exit.USAGE);
    assertThat(folder.resolve("third")).doesNotExist();
    var city = new Shell(folder.resolve("city"));
    for (var command : List.of("run", "plan", "validate")) {
      var error = city.run(command).exits(Exit.USAGE).err();
      assertThat(error).contains("manifest.json: ").contains("next:").contains("dbt compile");
    }
  }

  @Test
  void anIncrementalModelIsComputedAsAWholeWhenYouSaySo() throws IOException {
    copy(COPY.resolve("project"), COPY.resolve("artifacts/manifest.json"));
    node(
        "model.bikes.daily_district",
        node -> {
          ((ObjectNode) node.path("config")).put("materialized", "incremental");
          node.put(
              "raw_code", node.path("raw_code").asText() + "{% if is_incremental() %}{% endif %}");
        });
    assertThat(shell.ok("init", "--dbt", "bikes", "city").out())
        .contains("7 of 8 models and seeds run here")
        .contains("full_refresh: true in prunella.yaml");
    shell.ok("init", "--dbt", "bikes", "--full-refresh", "whole");
    var whole = new Shell(folder.resolve("whole"));
    whole.ok("run");
    compare(whole, COPY.resolve("expected"));
  }

  @Test
  void aModelOfOnesOwnCannotHaveTheNameOfOneOfDbts() throws IOException {
    var city = running();
    Files.createDirectories(city.folder.resolve("models"));
    city.write("models/fct_trips.sql", "select 1 as one");
    assertThat(city.run("validate").exits(Exit.USAGE).out())
        .contains("table 'fct_trips' is made here and in models/fct_trips.sql:1");
  }

  @Test
  void aSeedThatIsGoneFailsItsRunAndIsNamed() throws IOException {
    var city = running();
    Files.delete(bikes.resolve("seeds/fx_rates.csv"));
    var run = city.run("run").exits(Exit.HELD);
    assertThat(run.out()).contains("fx_rates").contains("seeds/fx_rates.csv");
  }

  // ---- code is read through the tree

  @Test
  void aChangedManifestIsAChangeOfTheModelsThatItChanges() throws IOException {
    var city = running();
    node(
        "model.bikes.daily_district",
        node ->
            node.put(
                "compiled_code",
                node.path("compiled_code").asText().replace("count(*)", "count(*) + 1")));
    var before = city.value("select sum(trips) from daily_district");
    var states = new TreeMap<String, String>();
    city.ok("run", "--json")
        .json()
        .path("steps")
        .forEach(step -> states.put(step.path("table").asText(), step.path("state").asText()));
    assertThat(states)
        .containsEntry("daily_district", "done")
        .containsEntry("fct_trips", "reused")
        .containsEntry("station_balance", "reused");
    assertThat(city.value("select sum(trips) from daily_district")).isNotEqualTo(before);
  }

  // ---- builds that failed in dbt

  @Test
  void aMisspeltColumnHoldsTheModelAndAllFromIt() throws IOException {
    failing("model_typo");
    shell.ok("init", "--dbt", "bikes", "city");
    var city = new Shell(folder.resolve("city"));
    var run = city.run("run").exits(Exit.HELD);
    assertThat(run.out())
        .containsPattern("fct_trips +sql +FAILED")
        .contains("rates")
        .contains("models/marts/fct_trips.sql")
        .contains("  ../bikes/models/marts/fct_trips.sql:7  ");
    assertThat(run.err()).as("dbt gave up before it compiled them").contains("2 parts of the dbt");
    assertThat(city.value("select count(*) > 0 from stg_trips")).isEqualTo("true");

    // Compiled as a whole, and into a lake that has good data.
    copy(COPY.resolve("project"), COPY.resolve("artifacts/manifest.json"));
    city.ok("run");
    var before = city.value("select count(*) from fct_trips");
    node(
        "model.bikes.fct_trips",
        node ->
            node.put(
                "compiled_code",
                node.path("compiled_code").asText().replace("r.rate ", "r.rates ")));
    assertThat(city.run("run").exits(Exit.USAGE).err())
        .as("its columns are known now, so it is found before anything runs")
        .contains("../bikes/models/marts/fct_trips.sql:7:")
        .contains("did you mean 'rate'?");
    assertThat(city.value("select count(*) from fct_trips")).isEqualTo(before);
  }

  @Test
  void aRenamedColumnHoldsWhatReadsIt() throws IOException {
    failing("renamed_column");
    shell.ok("init", "--dbt", "bikes", "city");
    var city = new Shell(folder.resolve("city"));
    var run = city.run("run").exits(Exit.HELD);
    assertThat(run.out())
        .containsPattern("stg_trips +sql +FAILED")
        .contains("rider_type")
        .contains("  ../bikes/models/staging/stg_trips.sql:");
  }

  @Test
  void whereTheColumnWasKnownItsLossHoldsTheSeed() throws IOException {
    assumeTrue(Files.isDirectory(SHARED), "skipped: there is no " + SHARED);
    var city = running();
    var before = city.value("select count(*) from fct_trips");
    Files.copy(
        SHARED.resolve("failing/renamed_column/raw_trips.csv"),
        bikes.resolve("seeds/raw_trips.csv"),
        StandardCopyOption.REPLACE_EXISTING);
    var run = city.run("run").exits(Exit.HELD);
    assertThat(run.out()).containsPattern("raw_trips +source +FAILED").contains("rider_type");
    assertThat(city.value("select count(*) from fct_trips")).isEqualTo(before);
  }

  /** What dbt's tests find after the fact is held before anybody reads it. */
  @Test
  void whatDbtsTestsWouldFindIsHeld() throws IOException {
    failing("duplicate_key");
    shell.ok("init", "--dbt", "bikes", "city");
    var city = new Shell(folder.resolve("city"));
    assertThat(city.run("run").exits(Exit.HELD).out()).contains("HELD").contains("trip_id");
    assertThat(city.ok("table", "list").out()).doesNotContain("fct_trips");
    failing("unknown_rider_type");
    assertThat(city.run("run").exits(Exit.HELD).out()).contains("HELD").contains("rider_type");
  }

  // ---- helpers

  private Shell running() throws IOException {
    copy(COPY.resolve("project"), COPY.resolve("artifacts/manifest.json"));
    shell.ok("init", "--dbt", "bikes", "city");
    var city = new Shell(folder.resolve("city"));
    city.ok("run");
    return city;
  }

  private void failing(String build) throws IOException {
    assumeTrue(Files.isDirectory(SHARED), "skipped: there is no " + SHARED);
    var from = SHARED.resolve("failing").resolve(build);
    copy(SHARED.resolve("project"), from.resolve("manifest.json"));
    var trips = from.resolve("raw_trips.csv");
    if (Files.exists(trips)) {
      write(trips, bikes.resolve("seeds/raw_trips.csv"));
    }
  }

  private void copy(Path project, Path manifest) throws IOException {
    try (var files = Files.walk(project)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        write(file, bikes.resolve(project.relativize(file).toString()));
      }
    }
    write(manifest, bikes.resolve("target/manifest.json"));
  }

  /** As the user's own, whoever may write the original. */
  private static void write(Path from, Path to) throws IOException {
    Files.createDirectories(to.getParent());
    Files.write(to, Files.readAllBytes(from));
  }

  private void manifest(Consumer<JsonNode> change) throws IOException {
    var file = bikes.resolve("target/manifest.json");
    var tree = JSON.readTree(file.toFile());
    change.accept(tree);
    JSON.writeValue(file.toFile(), tree);
  }

  private void node(String id, Consumer<ObjectNode> change) throws IOException {
    manifest(tree -> change.accept((ObjectNode) tree.path("nodes").path(id)));
  }

  private static List<String> lines(Path file) throws IOException {
    return Files.readAllLines(file);
  }

  private static void compare(Shell city, Path expected) throws IOException {
    int compared = 0;
    for (var table : KEYS.keySet()) {
      var wanted = lines(expected.resolve(table + ".csv"));
      var query = "select * from " + table + " order by " + KEYS.get(table);
      var types = city.ok("sql", query, "-n", "1000000", "--json").json().path("columns");
      var actual = city.ok("sql", query, "-n", "1000000", "--format", "csv").out().lines().toList();
      assertThat(actual).as(table).hasSize(wanted.size());
      assertThat(actual.getFirst()).isEqualTo(wanted.getFirst());
      for (int i = 1; i < wanted.size(); i++) {
        compared +=
            compareRow(table, types, wanted.get(i).split(",", -1), actual.get(i).split(",", -1));
      }
    }
    assertThat(compared).as("values compared").isGreaterThan(50_000);
  }

  private static int compareRow(String table, JsonNode types, String[] wanted, String[] actual) {
    assertThat(actual).as(table).hasSameSizeAs(wanted);
    for (int c = 0; c < wanted.length; c++) {
      if (types.path(c).path("type").asText().equalsIgnoreCase("double")) {
        double number = Double.parseDouble(actual[c]);
        double exact = Double.parseDouble(wanted[c]);
        assertThat(Math.abs(number - exact) <= NEAR * Math.max(1, Math.abs(exact)))
            .as("%s: %s, not %s", table, number, exact)
            .isTrue();
      } else {
        // The command writes a moment with its fraction, PostgreSQL only where it has one.
        var text = actual[c].replaceFirst("(:\\d\\d)\\.0$", "$1");
        assertThat(text).as(table + "." + c).isEqualTo(wanted[c]);
      }
    }
    return wanted.length;
  }
}
