package dev.prunella.bench.heal.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.prunella.app.project.ProjectProblems;
import dev.prunella.bench.heal.fault.Kinds;
import dev.prunella.bench.heal.ground.Ground;
import dev.prunella.bench.heal.scenario.Scenario.Answers;
import dev.prunella.bench.heal.scenario.Scenario.Expect;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScenarioFileTest {
  private static final Path OWN = Path.of("..", "healbench", "scenarios");

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path folder;

  @Test
  void aScenarioIsReadWithWhatItLeavesOut() throws IOException {
    var scenario =
        one(
            """
            scenario: cents
            ground: [shop, orders]
            expect: heal
            faults:
              - kind: unit-of-some
                at: raw_sales
                column: UnitPrice
                where: Country = France
                from: 1
            people:
              - {who: owner, answers: late}
            """);

    assertThat(scenario.grounds()).containsExactly("shop", "orders");
    assertThat(scenario.expect()).isEqualTo(Expect.HEAL);
    assertThat(scenario.then()).isEqualTo(2);
    assertThat(scenario.history()).isEqualTo(64);
    var fault = scenario.faults().getFirst();
    assertThat(fault.at()).contains("raw_sales");
    assertThat(fault.from()).isEqualTo(1);
    assertThat(fault.lasts()).isEqualTo(1);
    assertThat(fault.with()).isEqualTo(Map.of("column", "UnitPrice", "where", "Country = France"));
    assertThat(scenario.people().getFirst().answers()).isEqualTo(Answers.LATE);
  }

  @Test
  void allThatIsWrongIsToldWithItsLine() {
    assertThatThrownBy(
            () ->
                one(
                    """
                    scenario: cents
                    ground: shoop
                    expect: heal
                    quantum: -1
                    faults:
                      - kind: cent
                      - kind: unit
                        colum: UnitPrice
                      - kind: unit
                        from: 7
                    """))
        .isInstanceOf(ProjectProblems.class)
        .hasMessageContaining("mine.yaml:2: there is no ground 'shoop'")
        .hasMessageContaining("did you mean 'shop'?")
        .hasMessageContaining("mine.yaml:4: 'quantum' is no negative number")
        .hasMessageContaining(
            "mine.yaml:6: there is no kind of fault 'cent'; did you mean 'cents'?")
        .hasMessageContaining("mine.yaml:8: 'unit' does not know 'colum'; did you mean 'column'?")
        .hasMessageContaining("mine.yaml:10: 'from' is a whole number from 0 to 1");
  }

  @Test
  void aNumberOutOfItsRangeIsToldWithWhatItMeans() {
    assertThatThrownBy(
            () ->
                one(
                    """
                    scenario: outside
                    ground: shop
                    expect: heal
                    faults:
                      - kind: nulls
                        share: 1.5
                      - kind: hours
                        by: 0.5
                      - kind: unit
                        by: abc
                    """))
        .hasMessageContaining(
            "mine.yaml:6: 'share' is a number from 0.001 to 1, not 1.5: the share of the rows that lose their value")
        .hasMessageContaining(
            "mine.yaml:8: 'by' is a whole number from -24 to 24, not 0.5: hours that are added")
        .hasMessageContaining("mine.yaml:10: 'by' is a number from 0.000001 to 1000000, not abc");
  }

  @Test
  void aMisspeltKindIsNotToldToBeNothingToHeal() {
    assertThatThrownBy(
            () -> one("scenario: a\nground: shop\nexpect: heal\nfaults:\n  - kind: unitt\n"))
        .hasMessageContaining("there is no kind of fault 'unitt'; did you mean 'unit'?")
        .hasMessageNotContaining("nothing to heal");
  }

  @Test
  void theSchemaKnowsTheKindsOfTheLibraryAndTheirNumbers() throws IOException {
    var properties =
        new ObjectMapper().readTree(ScenarioFile.schema(Kinds.parameters())).get("properties");
    var fault = properties.get("faults").get("items");
    var kinds = new ArrayList<String>();
    fault.get("properties").get("kind").get("enum").forEach(kind -> kinds.add(kind.asText()));

    assertThat(kinds).containsExactlyElementsOf(Kinds.all().keySet());
    assertThat(fault.get("required").toString()).isEqualTo("[\"kind\"]");
    assertThat(properties.get("quantum").get("type").asText()).isEqualTo("number");
    Kinds.all()
        .values()
        .forEach(
            kind ->
                kind.parameters()
                    .forEach(
                        wanted ->
                            assertThat(
                                    fault.get("properties").get(wanted.name()).get("type").asText())
                                .as(kind.name() + ", " + wanted.name())
                                .isEqualTo(
                                    wanted instanceof Parameter.Amount ? "number" : "string")));
  }

  @Test
  void healingNothingIsToldToBeAMistake() {
    assertThatThrownBy(() -> one("scenario: a\nground: shop\nexpect: abstain\n"))
        .hasMessageContaining("mine.yaml:3: there is nothing to abstain");
  }

  @Test
  void twoOfOneNameAreTold() {
    assertThatThrownBy(
            () ->
                read(
                    "scenario: a\nground: shop\nexpect: publish\n---\nscenario: a\nground: shop\nexpect: publish\n"))
        .hasMessageContaining("there are two scenarios 'a'");
  }

  @Test
  void theScenariosThatComeWithTheProgramPlayEveryKind() throws IOException {
    var scenarios = ScenarioFile.folder(OWN, Kinds.parameters(), Ground.builtIns());

    var played =
        scenarios.stream().flatMap(s -> s.faults().stream()).map(f -> f.kind()).distinct().toList();
    assertThat(played).containsExactlyInAnyOrderElementsOf(Kinds.all().keySet());
    long faulty = scenarios.stream().filter(s -> s.expect() != Expect.PUBLISH).count();
    long hopeless = scenarios.stream().filter(s -> s.expect() == Expect.ABSTAIN).count();
    assertThat(4 * hopeless).isGreaterThanOrEqualTo(faulty);
  }

  @Test
  void theSchemaInTheDocumentsIsThatOfTheProgram() throws IOException {
    assertThat(Path.of("..", "healbench", "scenario.schema.json"))
        .hasContent(ScenarioFile.schema(Kinds.parameters()));
  }

  private Scenario one(String text) throws IOException {
    return read(text).getFirst();
  }

  private List<Scenario> read(String text) throws IOException {
    Files.writeString(folder.resolve("mine.yaml"), text);
    return ScenarioFile.folder(folder, Kinds.parameters(), Ground.builtIns());
  }
}
