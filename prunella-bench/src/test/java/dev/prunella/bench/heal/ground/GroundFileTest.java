package dev.prunella.bench.heal.ground;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.prunella.app.project.ProjectProblems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GroundFileTest {
  @TempDir Path folder = Path.of("");

  private List<String> problemsOf(String ground) throws Exception {
    var place = folder.resolve("field");
    if (!Files.exists(place)) {
      Ground.builtIn("shop", place);
    }
    Files.writeString(place.resolve("ground.yaml"), ground);
    return catchThrowableOfType(ProjectProblems.class, () -> Ground.read(place)).problems();
  }

  @Test
  void keysAreToldByLine() throws Exception {
    assertThat(
            problemsOf(
                """
                ground: Field
                pipelin: shop
                starts: tomorrow
                names:
                  tables:
                    lines: [sold-lines]
                feeds:
                  raw_sales:
                    pool: pool/sales.csv.gz
                    time: InvoiceDate
                """))
        .containsExactlyInAnyOrder(
            "field/ground.yaml:1: 'ground' is made of small letters, digits and _",
            "field/ground.yaml:1: 'pipeline' is missing",
            "field/ground.yaml:2: unknown key 'pipelin', did you mean 'pipeline'?",
            "field/ground.yaml:3: 'starts' is a date such as 2026-01-31",
            "field/ground.yaml:6: 'names.tables.lines[0]' is made of letters, digits and _, up to 61",
            "field/ground.yaml:9: 'feeds.raw_sales' needs one of 'to' or 'http'");
  }

  @Test
  void whatDoesNotFitTheProjectIsToldByLine() throws Exception {
    assertThat(
            problemsOf(
                """
                ground: field
                pipeline: shopp
                starts: 2026-02-30
                names:
                  tables:
                    lins: [one_name, two_name, three_name]
                    lines: [customers, two_name]
                feeds:
                  raw_sales:
                    pool: pool/sales.csv.gz
                    time: InvoiceNo
                    fresh: [InvoiceNr]
                    share: [0.9, 0.1]
                    to: landing/today.csv
                  raw_sale:
                    pool: ../../secret
                    time: x
                    http: /{interval}
                """))
        .containsExactlyInAnyOrder(
            "field/ground.yaml:2: the project has no pipeline 'shopp'; did you mean 'shop'?",
            "field/ground.yaml:3: 'starts' is 2026-02-30, which no calendar has",
            "field/ground.yaml:6: the project uses no name 'lins'; take it out, or mend it",
            "field/ground.yaml:7: 'lines' needs 3 other names, not 2",
            "field/ground.yaml:7: the name 'two_name' stands in line 6 already",
            "field/ground.yaml:7: the project has a word 'customers' already; take another name",
            "field/ground.yaml:11: 'InvoiceNo' is declared as string; a day is told by a date or timestamp",
            "field/ground.yaml:12: the source declares no column 'InvoiceNr'; did you mean 'InvoiceNo'?",
            "field/ground.yaml:13: 'share' is two numbers above 0 and up to 1, the smaller first",
            "field/ground.yaml:14: 'to' must name the day by {interval}",
            "field/ground.yaml:15: the project has no source 'raw_sale'; did you mean 'raw_sales'?");
  }

  @Test
  void aNameThatIsAWordOfContractsOrSourcesIsToldByLine() throws Exception {
    var place = folder.resolve("field");
    Ground.builtIn("shop", place);
    var text = Files.readString(place.resolve("ground.yaml"));
    var column = "  columns:\n";

    assertThat(
            problemsOf(
                text.replace(
                    column,
                    column
                        + "    kind: [sort_of, class_of, type_of]\n"
                        + "    files: [paper_a, paper_b, paper_c]\n"
                        + "    timestamp: [moment_a, moment_b, moment_c]\n")))
        .hasSize(3)
        .allMatch(
            problem ->
                problem.contains("is a word of the project's files themselves (")
                    && problem.contains("take it out of 'names'"))
        .anyMatch(problem -> problem.contains("'kind'") && problem.contains("(contracts/"))
        .anyMatch(problem -> problem.contains("'files'") && problem.contains("(sources/"))
        .anyMatch(problem -> problem.contains("'timestamp'"));
  }

  @Test
  void aFolderWithoutAGroundIsToldAsSuch() throws Exception {
    assertThatThrownBy(() -> Ground.read(folder))
        .isInstanceOf(ProjectProblems.class)
        .hasMessageContaining("ground.yaml:1: there is no such file");
    assertThatThrownBy(() -> Ground.builtIn("shopp", folder.resolve("x")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there is no ground 'shopp'; did you mean 'shop'?");
  }
}
