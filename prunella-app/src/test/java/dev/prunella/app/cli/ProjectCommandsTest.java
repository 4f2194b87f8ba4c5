package dev.prunella.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code init} and {@code validate}. */
class ProjectCommandsTest {
  private static final Pattern SCHEMA = Pattern.compile("yaml-language-server: \\$schema=(\\S+)");

  @TempDir Path folder = Path.of("");
  private Shell shell = new Shell(Path.of(""));

  @BeforeEach
  void open() {
    shell = new Shell(folder);
  }

  @Test
  void initWritesAProjectThatIsValid() throws IOException {
    assertThat(shell.ok("init", "shop").out())
        .isEqualTo(
            "created shop with an example and an empty lake\nnext: cd shop && prunella run --interval 2026-01-01\n");
    var there = new Shell(folder.resolve("shop"));
    assertThat(there.ok("validate").out())
        .isEqualTo("valid: 1 source, 2 models, 1 pipeline, 0 contracts\n");
    assertThat(Files.readString(there.folder.resolve("README.md"))).startsWith("# shop\n");
    assertThat(there.folder.resolve("landing/2026-01-03.csv")).exists();
    assertThat(there.folder.resolve(".gitignore")).content().contains(".prunella/");
  }

  @Test
  void theYamlFilesOfTheExampleFindTheirSchemas() throws IOException {
    shell.ok("init", "shop");
    for (var name : List.of("prunella.yaml", "sources/orders.yaml")) {
      var file = folder.resolve("shop").resolve(name);
      var schema = SCHEMA.matcher(Files.readString(file));
      assertThat(schema.find()).as(name).isTrue();
      var target = file.resolveSibling(schema.group(1)).normalize();
      assertThat(target).content().contains("https://json-schema.org/draft/2020-12/schema");
      // A fresh clone has none: the folder of the lake is not in git.
      Files.delete(target);
      assertThat(shell.ok("init", "shop").out()).startsWith("already a project");
      assertThat(target).exists();
    }
  }

  @Test
  void initCanBeAskedForNoExample() {
    assertThat(shell.ok("init", "--empty", "shop").out())
        .isEqualTo(
            "created shop with an empty lake\nnext: cd shop && prunella table import FILE\n");
    assertThat(folder.resolve("shop/models")).doesNotExist();
    assertThat(new Shell(folder.resolve("shop")).ok("validate").out())
        .isEqualTo("valid: 0 sources, 0 models, 1 pipeline, 0 contracts\n");
  }

  @Test
  void initPutsNoExampleAmongSomebodysFiles() throws IOException {
    Files.createDirectory(folder.resolve("models"));
    var view = shell.ok("init", "--name", "mine", "--json").json();
    assertThat(view.path("example").asBoolean()).isFalse();
    assertThat(view.path("created").asBoolean()).isTrue();
    assertThat(folder.resolve("landing")).doesNotExist();
  }

  @Test
  void aNameThatYamlWouldMisreadIsQuoted() {
    shell.ok("init", "--name", "2026");
    shell.ok("validate");
    assertThat(shell.ok("init", "--json").json().path("name").asText()).isEqualTo("2026");
  }

  @Test
  void validateTellsAllProblemsWithTheirPlaces() {
    shell.ok("init", "--name", "shop");
    shell.write("models/marts/daily_revenue.sql", "select order_dat, sum(amount) from stg_orders");
    shell.write(
        "prunella.yaml", "name: shop\npipelines: {p: {tables: stg_orders+, intervall: daily}}\n");
    var answer = shell.run("validate").exits(Exit.USAGE);
    assertThat(answer.out())
        .startsWith("models/marts/daily_revenue.sql:1:8: ")
        .contains("did you mean 'order_date'?")
        .contains(
            "prunella.yaml:2: unknown key 'pipelines.p.intervall', did you mean 'interval'?\n")
        .endsWith("2 problems\n");
    var view = shell.run("validate", "--json").exits(Exit.USAGE).json();
    assertThat(view.path("valid").asBoolean()).isFalse();
    assertThat(view.at("/problems/0/file").asText()).isEqualTo("models/marts/daily_revenue.sql");
    assertThat(view.at("/problems/0/line").asInt()).isEqualTo(1);
    assertThat(view.at("/problems/0/column").asInt()).isEqualTo(8);
  }

  @Test
  void whereThereAreModelsAlreadyTheyAreLookedAtNext() throws IOException {
    Files.createDirectories(folder.resolve("shop/models"));
    shell.write("shop/models/one.sql", "select 1 as one");
    assertThat(shell.ok("init", "shop").out())
        .isEqualTo(
            "created shop with an empty lake\nnext: cd shop && prunella validate, then prunella run\n");
  }

  @Test
  void theNextStepCanBeTypedWhateverTheFolderIsCalled() {
    assertThat(shell.ok("init", "x y", "--empty").out()).contains("next: cd 'x y' && prunella");
    assertThat(shell.ok("init", "--empty", "--", "-x").out())
        .contains("next: cd -- -x && prunella");
  }

  @Test
  void validateKnowsTheLakesTablesAndTheirColumns() {
    shell.ok("init", "--name", "shop");
    shell.withOrders();
    shell.write("models/jp.sql", "select order_id from ORDERS where country = 'JP'");
    assertThat(shell.ok("validate", "--json").json().path("models").asInt()).isEqualTo(3);
    shell.write("models/jp.sql", "select order_id from orders where contry = 'JP'");
    assertThat(shell.run("validate").exits(Exit.USAGE).out())
        .startsWith("models/jp.sql:1:")
        .contains("did you mean 'country'?");
    shell.write("models/jp.sql", "select order_id from order");
    shell.write("models/jp.sql", "select order_id from ordres");
    assertThat(shell.run("validate").exits(Exit.USAGE).out()).contains("did you mean 'orders'?");
  }

  @Test
  void aContractByAnotherNameIsNotPassedOverInSilence() throws IOException {
    shell.ok("init", "--name", "shop");
    Files.createDirectories(folder.resolve("contracts"));
    for (var name : List.of("revenue.yaml", "Sales.ODCS.YML", "notes.md", "old.yml.bak")) {
      shell.write("contracts/" + name, "schema: [{name: nonsense}]");
    }
    var view = shell.ok("validate", "--json").json();
    assertThat(view.path("contracts").asInt()).isZero();
    assertThat(view.path("notes")).hasSize(2);
    assertThat(shell.run("validate").exits(Exit.OK).err())
        .contains("contracts/revenue.yaml is not read: name it contracts/revenue.odcs.yaml")
        .contains("contracts/Sales.ODCS.YML is not read: name it contracts/Sales.odcs.yaml");
  }

  @Test
  void withoutALakeItsTablesGoUncheckedAndThatIsSaid() throws IOException {
    Files.createDirectory(folder.resolve("models"));
    shell.write("prunella.yaml", "name: shop\n");
    shell.write("models/a.sql", "select x from somewhere");
    var answer = shell.run("validate").exits(Exit.OK);
    assertThat(answer.out()).isEqualTo("valid: 0 sources, 1 model, 1 pipeline, 0 contracts\n");
    assertThat(answer.err()).contains("there is no lake yet");
    assertThat(folder.resolve(".prunella")).doesNotExist();
  }
}
