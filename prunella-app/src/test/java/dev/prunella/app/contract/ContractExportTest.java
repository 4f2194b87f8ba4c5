package dev.prunella.app.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.app.run.ForReaders;
import dev.prunella.app.view.ContractExport;
import dev.prunella.app.yaml.Problems;
import dev.prunella.refs.TableName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A contract as it is handed to those outside, with how its tables stand. */
class ContractExportTest {
  private static final Instant NOW = Instant.parse("2026-11-22T06:00:00Z");
  private static final String CONTRACT =
      """
      apiVersion: v3.1.0
      kind: DataContract
      id: shop
      version: 1.0.0
      status: active
      schema:
        - name: orders
          physicalName: sales.orders
          properties:
            - {name: id, logicalType: integer, required: true}
          customProperties:
            - {property: onAnomaly, value: warn}
        - name: others
          properties:
            - {name: id, logicalType: integer}
      slaProperties:
        - {property: freshness, value: 26, unit: hour, element: others.id}
      """;
  private static final ForReaders STALE =
      new ForReaders(
          "stale",
          Optional.of("2026-11-20"),
          Optional.of(Instant.parse("2026-11-22T02:47:00Z")),
          List.of("2026-11-21"),
          Optional.of("these are the last good data: raw could not be made or was held"));

  private static ContractFile read(String yaml) {
    var problems = new Problems();
    var read = ContractReader.read("contracts/a.odcs.yaml", yaml, problems.in("a"));
    assertThat(problems.found()).isEmpty();
    return read.orElseThrow();
  }

  private static String exported(String yaml, ForReaders standing) {
    return ContractExport.yaml(
        read(yaml),
        t -> t.equals(TableName.parse("sales.orders")) ? Optional.of(standing) : Optional.empty(),
        NOW);
  }

  @Test
  void aStaleTableSaysSoAndPromisesWhatItDid() {
    var exported = exported(CONTRACT, STALE);

    var tree = read(exported).document();
    var properties = tree.at("/schema/0/customProperties");
    assertThat(properties.findValuesAsText("property"))
        .containsExactly(
            "onAnomaly",
            "prunellaFreshness",
            "prunellaThrough",
            "prunellaStaleSince",
            "prunellaMissing",
            "prunellaBecause",
            "prunellaToldAt");
    assertThat(properties.at("/1/value").asText()).isEqualTo("stale");
    assertThat(properties.at("/3/value").asText()).isEqualTo("2026-11-22T02:47:00Z");
    assertThat(properties.at("/4/value/0").asText()).isEqualTo("2026-11-21");
    assertThat(tree.at("/schema/1").has("customProperties")).as("no step makes it").isFalse();
    assertThat(read(exported).contract().tables())
        .usingRecursiveComparison()
        .ignoringFieldsMatchingRegexes(".*place.*")
        .isEqualTo(read(CONTRACT).contract().tables());
  }

  @Test
  void whatAnEarlierExportSaidIsToldAnew() {
    var fresh =
        new ForReaders(
            "fresh", Optional.of("2026-11-21"), Optional.empty(), List.of(), Optional.empty());

    var again = exported(exported(CONTRACT, STALE), fresh);

    assertThat(again).contains("fresh").doesNotContain("stale", "last good");
    assertThat(again).isEqualTo(exported(CONTRACT, fresh));
  }

  @Test
  void theStandardFindsNothingWrongWithIt() {
    assertThat(OfficialSchema.problems(exported(CONTRACT, STALE))).isEmpty();
    assertThat(OfficialSchema.problems(exported(CONTRACT, STALE).replace("property:", "name:")))
        .as("it can find something")
        .isNotEmpty();
  }
}
