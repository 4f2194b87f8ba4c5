package dev.prunella.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Those outside are told when a table goes stale, why, and when it is well again. */
class ReadersStoriesTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder = Path.of("");

  /** What was told last of how a table stands, by an event of a dataset or a run's outputs. */
  private static JsonNode standing(HealShop shop, String table) throws IOException {
    Optional<JsonNode> last = Optional.empty();
    for (var line : Files.readAllLines(shop.shell.folder.resolve("lineage.jsonl"))) {
      var event = JSON.readTree(line);
      for (var dataset : event.has("dataset") ? event.findValues("dataset") : outputs(event)) {
        var facet = dataset.at("/facets/prunella_freshness");
        if (dataset.path("name").asText().equals(table) && facet.isObject()) {
          last = Optional.of(facet);
        }
      }
    }
    return last.orElseThrow();
  }

  private static Iterable<JsonNode> outputs(JsonNode event) {
    return event.path("outputs");
  }

  @Test
  void aTableThatGoesStaleAndIsHealedIsToldOfBothTimes() throws IOException {
    var shop = HealShop.young(folder);
    shop.shell.write(
        "prunella.yaml",
        SmallShop.read(shop.shell.folder.resolve("prunella.yaml"))
            + "lineage: {file: lineage.jsonl}\n");
    var day = shop.nextDay();
    shop.shell.write("models/" + shop.stg + ".sql", shop.misreadingModel());

    shop.deliver(day, shop.good(day));
    shop.shell.run("run", "-i", day.toString()).exits(Exit.HELD);

    var stale = standing(shop, shop.sums);
    assertThat(stale.path("freshness").asText()).isEqualTo("stale");
    assertThat(stale.at("/missing/0").asText()).isEqualTo(day.toString());
    assertThat(stale.path("because").asText())
        .isEqualTo("these are the last good data: " + shop.stg + " could not be made or was held");
    var status = shop.shell.ok("status", "--json").json().path("tables");
    for (var table : status) {
      if (table.path("table").asText().equals(shop.sums)) {
        assertThat(stale.path("staleSince")).isEqualTo(table.path("since"));
      }
    }
    var contract = shop.shell.ok("contract", "export", shop.stg).out();
    assertThat(contract).contains("prunellaFreshness", "stale", "prunellaMissing", day.toString());
    assertThat(stale.toString() + contract).doesNotContain("DE", "FR", "JP");

    shop.heal(day);
    shop.isHealed(day);

    for (var table : new String[] {shop.stg, shop.sums}) {
      var told = standing(shop, table);
      assertThat(told.path("freshness").asText()).isIn("fresh", "older code");
      assertThat(told.path("through").asText()).isEqualTo(day.toString());
      assertThat(told.has("staleSince")).isFalse();
    }
    assertThat(shop.shell.ok("contract", "export", shop.stg).out()).doesNotContain("StaleSince");
    assertThat(shop.shell.run("contract", "export", shop.sums).exits(Exit.NOT_FOUND).err())
        .contains("no contract says anything of " + shop.sums);
  }
}
