package dev.prunella.bench.heal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.bench.heal.fault.Kinds;
import dev.prunella.bench.heal.ground.Ground;
import dev.prunella.bench.heal.scenario.ScenarioFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FitTest {
  @TempDir Path folder = Path.of("");

  @Test
  void whatTheGroundDoesNotHaveIsToldByFileAndLine() throws Exception {
    assertThat(
            problems(
                """
                scenario: a
                ground: shop
                expect: heal
                faults:
                  - kind: unit
                    at: raw_salez
                  - kind: unit
                    at: raw_sales
                    column: UnitPrise
                  - kind: unit
                    column: Country
                  - kind: unit-of-some
                    where: Country = Frence
                  - kind: unit-of-some
                    where: "Country >> France"
                  - kind: wrong-sign
                    at: raw_sales
                  - kind: http-500
                  - kind: reference-wrong
                    at: regionz
                  - kind: clock-back
                    at: lines
                people:
                  - {who: steward, answers: right}
                  - {who: nobody-such, answers: right}
                """))
        .containsExactly(
            "mine.yaml:6: 'unit' is about a feed, and 'raw_salez' is none of shop; did you mean 'raw_sales'?",
            "mine.yaml:9: shop has no column 'UnitPrise' in raw_sales; did you mean 'UnitPrice'?",
            "mine.yaml:11: 'unit' wants a column of numbers, and 'Country' of shop is VARCHAR",
            "mine.yaml:13: no row of shop has Country = Frence; did you mean 'France'?",
            "mine.yaml:15: shop has no column 'Country >> France' in a feed; there are InvoiceNo, StockCode, Description, Quantity,"
                + " InvoiceDate, UnitPrice, CustomerID, Country ('where' is COLUMN = VALUE, or COLUMN alone)",
            "mine.yaml:17: 'wrong-sign' is about a model, and 'raw_sales' is none of shop; there are customers, daily_sales, lines,"
                + " movements, products, returns",
            "mine.yaml:18: 'http-500' is about a feed that is asked for over HTTP, and shop has none",
            "mine.yaml:20: 'reference-wrong' is about a reference, and 'regionz' is none of shop; did you mean 'regions'?",
            "mine.yaml:22: 'clock-back' is about no one table; leave out 'at'",
            "mine.yaml:25: nobody in shop is 'nobody-such', by role or name; there are the roles owner, steward");
  }

  @Test
  void oneGroundThatFitsIsEnough() throws Exception {
    assertThat(
            problems(
                """
                scenario: a
                ground: [orders, shop]
                expect: heal
                faults:
                  - kind: unit
                    column: UnitPrice
                people:
                  - {who: owner, answers: right}
                """))
        .isEmpty();
  }

  @Test
  void theScenariosThatComeWithTheProgramFit() throws Exception {
    var problems = new ArrayList<String>();
    try (var fit = Fit.of(Kinds.all())) {
      for (var scenario : BuiltIn.scenarios()) {
        problems.addAll(fit.problems(scenario));
      }
    }
    assertThat(problems).isEmpty();
  }

  private List<String> problems(String scenario) throws Exception {
    Files.writeString(folder.resolve("mine.yaml"), scenario);
    var read = ScenarioFile.folder(folder, Kinds.parameters(), Ground.builtIns()).getFirst();
    try (var fit = Fit.of(Kinds.all())) {
      return fit.problems(read);
    }
  }
}
