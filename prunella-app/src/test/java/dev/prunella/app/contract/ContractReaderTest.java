package dev.prunella.app.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.app.yaml.Problems;
import dev.prunella.app.yaml.YamlText;
import dev.prunella.contract.Check;
import dev.prunella.contract.ContractTable;
import dev.prunella.contract.Measure;
import dev.prunella.contract.OnAnomaly;
import dev.prunella.contract.OnFailure;
import dev.prunella.contract.Severity;
import dev.prunella.contract.Unit;
import dev.prunella.refs.TableName;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ContractReaderTest {
  private static final String FILE = "contracts/orders.odcs.yaml";

  private static final String HEAD =
      """
      apiVersion: v3.1.0
      kind: DataContract
      id: orders
      version: 1.0.0
      status: active
      """;

  private static final String ORDERS =
      HEAD
          + """
          description: {purpose: to count}
          schema:
            - name: orders
              physicalName: sales.orders
              customProperties: [{property: onAnomaly, value: warn}]
              properties:
                - name: id
                  logicalType: integer
                  primaryKey: true
                - name: email
                  physicalName: e_mail
                  logicalType: string
                  required: true
                  unique: true
                  logicalTypeOptions: {minLength: 3, pattern: "@"}
                  customProperties:
                    - {property: onFailure, value: quarantine}
                    - {property: maxShare, value: 5%}
                  quality:
                    - metric: missingValues
                      arguments: {missingValues: [null, '', 'N/A']}
                      unit: percent
                      mustBeLessThan: 2.5
                      severity: warning
                    - id: known
                      metric: invalidValues
                      arguments: {pattern: "^[a-z]", validValues: [a, b]}
                      mustBe: 0
                - name: amount
                  logicalType: number
                  logicalTypeOptions: {minimum: 0, exclusiveMaximum: 1000, multipleOf: 0.01}
              quality:
                - metric: rowCount
                  mustBeBetween: [10, 20]
                - metric: duplicateValues
                  arguments: {properties: [email, amount]}
                  mustBe: 0
                - id: orphans
                  type: sql
                  query: select count(*) from ${object} where ${column} is null
                  mustBe: 0
                - type: custom
                  engine: prunella
                  implementation: amount >= 0
                - type: text
                  description: looks nice
          team:
            name: sales
            members:
              - {username: gone@acme.example, role: owner, dateOut: "2020-01-01"}
              - {username: ana@acme.example, role: Data Owner}
          support: [{channel: "#orders", tool: slack, url: "https://acme.example"}]
          slaProperties:
            - {property: freshness, value: 26, unit: h, element: orders.id}
            - {property: freshnessWarning, value: 1, unit: day, element: sales.orders}
            - {property: retention, value: 3, unit: y}
          """;

  private static ContractFile read(String text) {
    var problems = new Problems();
    var file = ContractReader.read(FILE, text, problems.in(FILE)).orElseThrow();
    assertThat(problems.found()).isEmpty();
    return file;
  }

  private static List<String> problems(String text) {
    var problems = new Problems();
    var _ = ContractReader.read(FILE, text, problems.in(FILE));
    return problems.found().stream().map(Problems.Found::toString).toList();
  }

  /** A contract with one column and what is said about it, and rules below the table. */
  private static List<String> problemsOfColumn(String column) {
    return problems(
            HEAD
                + "schema:\n  - name: orders\n    properties:\n      - name: amount\n"
                + column.indent(8))
        .stream()
        .map(p -> p.replace(FILE + ":", ""))
        .toList();
  }

  private static ContractTable table(ContractFile file) {
    return file.contract().tables().getFirst();
  }

  private static Check check(ContractTable table, String id) {
    return table.checks().stream().filter(c -> c.id().equals(id)).findFirst().orElseThrow();
  }

  @Test
  void everythingThatIsPromisedIsChecked() {
    var table = table(read(ORDERS));
    assertThat(table.table()).isEqualTo(TableName.of("sales", "orders"));
    assertThat(table.onAnomaly()).contains(OnAnomaly.WARN);
    assertThat(table.checks())
        .extracting(Check::id)
        .containsExactly(
            "sales.orders.id.column",
            "sales.orders.id.required",
            "sales.orders.e_mail.column",
            "sales.orders.e_mail.required",
            "sales.orders.e_mail.length",
            "sales.orders.e_mail.pattern",
            "sales.orders.e_mail.unique",
            "sales.orders.amount.column",
            "sales.orders.amount.range",
            "sales.orders.amount.multipleOf",
            "sales.orders.primaryKey",
            "sales.orders.e_mail.missingValues",
            "sales.orders.e_mail.known",
            "sales.orders.rowCount",
            "sales.orders.duplicateValues",
            "sales.orders.orphans",
            "sales.orders.rows",
            "sales.orders.id.freshness",
            "sales.orders.freshness");
    assertThat(check(table, "sales.orders.e_mail.required").onFailure())
        .isEqualTo(new OnFailure(OnFailure.Action.QUARANTINE, new BigDecimal("0.05")));
    assertThat(check(table, "sales.orders.amount.range").description())
        .isEqualTo("amount is at least 0 and less than 1000");
    var missing = check(table, "sales.orders.e_mail.missingValues");
    assertThat(missing.severity()).isEqualTo(Severity.WARN);
    assertThat(missing.unit()).isEqualTo(Unit.PERCENT);
    assertThat(missing.expected()).isEqualTo("less than 2.5 percent");
    assertThat(missing.description()).isEqualTo("e_mail is not null, '', 'N/A'");
    assertThat(missing.place()).hasToString(FILE + ":25");
    assertThat(
            ((Measure.DuplicateRows) check(table, "sales.orders.duplicateValues").measure())
                .columns())
        .containsExactly("e_mail", "amount");
    assertThat(((Measure.QueryValue) check(table, "sales.orders.orphans").measure()).sql())
        .startsWith("select count(*) from \"sales\".\"orders\"");
    assertThat(table.freshness().getFirst().most()).isEqualTo(Duration.ofHours(26));
    assertThat(table.freshness().getLast().severity()).isEqualTo(Severity.WARN);
  }

  @Test
  void whoHasLeftIsNotAsked() {
    var people = read(ORDERS).contract().people();
    assertThat(people.owner()).contains("ana@acme.example");
    assertThat(people.team()).contains("sales");
    assertThat(people.support().getFirst().channel()).isEqualTo("#orders");
  }

  @Test
  void theFileIsKeptAsATreeAndCanBeWrittenAgain() {
    var file = read(ORDERS);
    var again = read(Yaml.of(file.document()));
    assertThat(again.document()).isEqualTo(file.document());
    assertThat(again.contract().tables().getFirst().checks())
        .extracting(Check::id)
        .isEqualTo(table(file).checks().stream().map(Check::id).toList());
  }

  @Test
  void theStandardHasNothingAgainstOurContracts() throws IOException {
    assertThat(OfficialSchema.problems(ORDERS)).isEmpty();
    var examples = Path.of(System.getProperty("prunella.root"), "examples", "retail", "contracts");
    try (Stream<Path> files = Files.list(examples)) {
      for (var file : files.toList()) {
        assertThat(OfficialSchema.problems(Files.readString(file))).isEmpty();
        read(Files.readString(file));
      }
    }
  }

  @Test
  void theContractInThePagesForUsersIsSound() throws IOException {
    var page =
        Files.readString(Path.of(System.getProperty("prunella.root"), "docs", "contracts.md"));
    int start = page.indexOf("```yaml") + "```yaml".length();
    var example = page.substring(start, page.indexOf("```", start));
    assertThat(table(read(example)).checks()).hasSizeGreaterThan(10);
    assertThat(OfficialSchema.problems(example)).isEmpty();
  }

  @Test
  void whatTheStandardKnowsIsReadSilently() throws IOException {
    var full = Files.readString(OfficialSchema.folder().resolve("full-example.odcs.yaml"));
    var file = read(full);
    assertThat(file.contract().tables()).hasSize(2);
    assertThat(file.contract().people().owner()).contains("daustin");
    assertThat(read(Yaml.of(file.document())).document()).isEqualTo(file.document());
    assertThat(OfficialSchema.problems(Yaml.of(file.document()))).isEmpty();
  }

  @Test
  void allThatIsWrongIsToldAtOnceWithItsLine() {
    assertThat(
            problems(
                """
                apiVersion: v3.1.0
                kind: DataContract
                id: orders
                version: 1.0
                status: active
                shcema: []
                """))
        .containsExactly(
            FILE + ":4: 'version' must be text, not a number; put it in quotes",
            FILE + ":6: unknown key 'shcema', did you mean 'schema'?");
    assertThat(problems("apiVersion: v2.2.2\nkind: DataContract\n"))
        .contains(
            FILE
                + ":1: version 'v2.2.2' of the standard is not read; write the contract for v3.1.0")
        .contains(FILE + ":1: 'id' is missing");
  }

  @Test
  void aRuleMustBeOneThatCanBeChecked() {
    assertThat(problemsOfColumn("quality:\n  - {metric: nullValue, mustBe: 0}"))
        .singleElement()
        .asString()
        .contains("did you mean 'nullValues'?");
    assertThat(problemsOfColumn("quality:\n  - {metric: nullValues}"))
        .singleElement()
        .asString()
        .contains("does not say what must be");
    assertThat(problemsOfColumn("quality:\n  - {metric: nullValues, mustBe: 0, mustBeLessThan: 3}"))
        .singleElement()
        .asString()
        .contains("exclude each other");
    assertThat(problemsOfColumn("quality:\n  - {metric: nullValues, mustBeLessThan: few}"))
        .containsExactly("11: 'mustBeLessThan' takes a number, not few");
    assertThat(problemsOfColumn("quality:\n  - {metric: nullValues, mustBeBetween: [9, 1]}"))
        .containsExactly("11: 'mustBeBetween' takes the smaller number first");
    assertThat(problemsOfColumn("quality:\n  - {metric: nullValues, mustBe: 0, severity: eror}"))
        .containsExactly("11: 'severity' is error or warn, not 'eror'; did you mean 'error'?");
    assertThat(problemsOfColumn("quality:\n  - {metric: nullValues, mustBe: 0, unit: percents}"))
        .containsExactly("11: 'unit' is rows or percent, not 'percents'; did you mean 'percent'?");
    assertThat(problemsOfColumn("quality:\n  - {metric: invalidValues, mustBe: 0}"))
        .singleElement()
        .asString()
        .contains("does not say what is valid");
    assertThat(
            problemsOfColumn(
                "quality:\n  - {metric: invalidValues, mustBe: 0, arguments: {validValue: [a]}}"))
        .anyMatch(p -> p.contains("did you mean 'validValues'?"));
    assertThat(problemsOfColumn("logicalType: number\nlogicalTypeOptions: {minimum: none}"))
        .singleElement()
        .asString()
        .contains("'minimum' of a number is a number");
  }

  @Test
  void rowsAreLaidAsideOnlyWhereSingleRowsAreFound() {
    assertThat(
            problemsOfColumn(
                """
                quality:
                  - metric: duplicateValues
                    mustBe: 0
                    customProperties: [{property: onFailure, value: quarantine}]
                """))
        .singleElement()
        .asString()
        .startsWith("13: 'onFailure: quarantine' lays single rows aside, and duplicateValues");
    assertThat(problemsOfColumn("customProperties: [{property: onFailure, value: quarantine}]"))
        .singleElement()
        .asString()
        .contains("has no rows to lay aside");
    assertThat(
            problemsOfColumn(
                """
                required: true
                customProperties: [{property: onFailure, value: quarantin}]
                """))
        .singleElement()
        .asString()
        .contains("did you mean 'quarantine'?");
    assertThat(
            problemsOfColumn(
                """
                required: true
                customProperties:
                  - {property: onFailure, value: quarantine}
                  - {property: maxShare, value: 5}
                """))
        .singleElement()
        .asString()
        .contains("from 0 to 1");
  }

  @Test
  void aTableMaySayOfAllItsRulesThatTheyHold() {
    var table =
        table(
            read(
                HEAD
                    + """
                    schema:
                      - name: ledger
                        customProperties: [{property: onFailure, value: hold}]
                        properties:
                          - {name: id, required: true}
                          - name: note
                            required: true
                            customProperties: [{property: onFailure, value: quarantine}]
                        quality:
                          - {id: fair, type: custom, engine: prunella, implementation: id > 0}
                    """));
    assertThat(table.checks())
        .filteredOn(Check::isRowLevel)
        .extracting(check -> check.onFailure().action())
        .containsExactly(OnFailure.Action.HOLD, OnFailure.Action.QUARANTINE, OnFailure.Action.HOLD);
    assertThat(
            problems(
                HEAD
                    + """
                    customProperties: [{property: onFailure, value: quarantine}]
                    schema: [{name: ledger, properties: [{name: id}]}]
                    """))
        .singleElement()
        .asString()
        .contains("'onFailure' is 'hold', not 'quarantine'");
  }

  @Test
  void aFreshnessNamesAColumnOfTheContract() {
    assertThat(
            problems(
                HEAD
                    + """
                    schema: [{name: orders, properties: [{name: day}]}]
                    slaProperties:
                      - {property: freshness, value: 1, unit: d, element: orders.dya}
                      - {property: freshness, value: 1, unit: d, element: order.day}
                      - {property: freshness, value: soon, unit: d, element: orders.day}
                      - {property: freshness, value: 1, unit: hous, element: orders.day}
                    """))
        .containsExactly(
            FILE
                + ":8: 'element' names column 'dya', which 'orders' has not in this contract; did you mean 'day'?",
            FILE
                + ":9: 'element' is table.column, and 'order.day' begins with no table of this contract; did you mean 'orders'?",
            FILE
                + ":10: 'value' of a freshness is a positive number, with a unit: value: 4, unit: h",
            FILE
                + ":11: 'unit' of a freshness is second, minute, hour, day, week, not 'hous'; did you mean 'hour'?");
  }

  @Test
  void aNearMissOfOurOwnWordsIsNoted() {
    var file =
        read(
            HEAD
                + """
                schema:
                  - name: orders
                    properties:
                      - name: amount
                        required: true
                        customProperties: [{property: onFailur, value: quarantine}]
                """);
    assertThat(file.notes())
        .containsExactly(FILE + ":11: 'onFailur' means nothing here; did you mean 'onFailure'?");
  }

  @Test
  void anOldListOfMembersIsATeamAsWell() {
    var file = read(HEAD + "team:\n  - {username: ana, role: owner}\n");
    assertThat(file.contract().people().owner()).contains("ana");
    assertThat(YamlText.documents(Yaml.of(file.document()), new Problems().in(FILE))).hasSize(1);
  }
}
