package dev.prunella.bench.heal.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prunella.app.project.ProjectProblems;
import dev.prunella.bench.heal.fault.Kinds;
import dev.prunella.bench.heal.ground.Ground;
import dev.prunella.bench.heal.scenario.Scenario.Answers;
import dev.prunella.bench.heal.scenario.Scenario.Expect;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
        .hasContent(ScenarioFile.schema());
  }

  private Scenario one(String text) throws IOException {
    return read(text).getFirst();
  }

  private List<Scenario> read(String text) throws IOException {
    Files.writeString(folder.resolve("mine.yaml"), text);
    return ScenarioFile.folder(folder, Kinds.parameters(), Ground.builtIns());
  }
}
