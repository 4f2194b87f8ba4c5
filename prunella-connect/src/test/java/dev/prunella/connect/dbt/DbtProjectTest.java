package dev.prunella.connect.dbt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.prunella.pipeline.Materialization;
import dev.prunella.pipeline.Source;
import dev.prunella.pipeline.Step;
import dev.prunella.refs.TableName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is not a plain model or seed, and manifests that are none. */
class DbtProjectTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;

  private final ObjectNode manifest = JSON.createObjectNode();
  private final ObjectNode nodes = manifest.putObject("nodes");
  private boolean fullRefresh;
  private Set<String> inLake = Set.of();

  DbtProjectTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void everythingThatCannotRunHereIsNamedWithItsReason() throws IOException {
    model("fine", "select 1 as a", _ -> {});
    model("py", "", node -> node.put("language", "python"));
    model("history", "select 1", node -> node.put("resource_type", "snapshot"));
    model("odd", "select 1", node -> config(node).put("materialized", "dynamic_table"));
    model("hooked", "select 1", node -> config(node).putArray("post-hook").add("delete from x"));
    model("granted", "select 1", node -> config(node).putArray("post-hook").add("grant select"));
    model("regex", "select 'a' ~ 'b'", _ -> {});
    model("broken", "selec 1", _ -> {});
    model("unknown_function", "select inet_merge('a', 'b')", _ -> {});
    model("pivot", "select 1", node -> node.put("raw_code", "{% set x = run_query('q') %}"));
    var dbt = pipeline();
    assertThat(dbt.pipeline().steps())
        .extracting(s -> s.table().toString())
        .containsExactly("fine", "granted");
    assertThat(reason(dbt, "py")).contains("python");
    assertThat(reason(dbt, "history")).contains("snapshot");
    assertThat(reason(dbt, "odd")).contains("'dynamic_table'");
    assertThat(reason(dbt, "hooked")).contains("delete from x");
    assertThat(reason(dbt, "regex")).startsWith("line 1: ~");
    assertThat(reason(dbt, "broken")).contains("syntax error");
    assertThat(reason(dbt, "unknown_function")).contains("inet_merge");
    assertThat(reason(dbt, "pivot")).contains("compile time");
  }

  @Test
  void whatReadsAWatchedModelIsWatchedTooUnlessTheLakeHasTheTable() throws IOException {
    model("py", "", node -> node.put("language", "python"));
    model("second", "select * from \"db\".\"dev\".\"py\"", _ -> {});
    model("third", "select * from \"db\".\"dev\".\"second\"", _ -> {});
    var dbt = pipeline();
    assertThat(dbt.pipeline().steps()).isEmpty();
    assertThat(reason(dbt, "third")).contains("it reads second");
    inLake = Set.of("py");
    var there = pipeline();
    assertThat(there.pipeline().steps()).hasSize(2);
    assertThat(there.needed()).extracting(n -> n.table().toString()).containsExactly("py");
  }

  @Test
  void anIncrementalModelThatAsksWhatIsThereIsWatched() throws IOException {
    Consumer<ObjectNode> asks =
        node -> {
          config(node).put("materialized", "incremental").put("unique_key", "id");
          node.put("raw_code", "select 1 as id {% if is_incremental() %} where x {% endif %}");
        };
    model("asks", "select 1 as id", asks);
    model(
        "by_macro",
        "select 1 as id",
        node -> {
          config(node).put("materialized", "incremental");
          node.putObject("depends_on").putArray("macros").add("macro.p.newer");
        });
    manifest
        .putObject("macros")
        .putObject("macro.p.newer")
        .put("unique_id", "macro.p.newer")
        .putObject("depends_on")
        .putArray("macros")
        .add("macro.dbt.is_incremental");
    model(
        "keyed",
        "select 1 as id",
        node -> config(node).put("materialized", "incremental").put("unique_key", "id"));
    model(
        "two_keys",
        "select 1 as a, 2 as b",
        node ->
            config(node)
                .put("materialized", "incremental")
                .putArray("unique_key")
                .add("a")
                .add("b"));
    model("added", "select 1 as id", node -> config(node).put("materialized", "incremental"));
    model(
        "micro",
        "select 1 as id",
        node ->
            config(node)
                .put("materialized", "incremental")
                .put("incremental_strategy", "microbatch"));
    var dbt = pipeline();
    assertThat(reason(dbt, "asks")).contains("--full-refresh");
    assertThat(reason(dbt, "by_macro")).contains("--full-refresh");
    assertThat(reason(dbt, "micro")).contains("'microbatch'");
    assertThat(how(dbt, "keyed")).isEqualTo(new Materialization.MergeBy(List.of("id")));
    assertThat(how(dbt, "two_keys")).isEqualTo(new Materialization.MergeBy(List.of("a", "b")));
    assertThat(how(dbt, "added")).isEqualTo(new Materialization.Append());
    fullRefresh = true;
    assertThat(how(pipeline(), "asks")).isEqualTo(new Materialization.Full());
  }

  @Test
  void schemasBecomeNamespacesOnlyWhereTheyAreNotTheTargetsOwn() throws IOException {
    model("a", "select 1 as x", _ -> {});
    model(
        "b",
        "select * from db.dev.a",
        node -> {
          node.put("schema", "dev_marts");
          config(node).put("schema", "marts");
        });
    model("c", "select * from \"db\".\"dev_marts\".\"b\" as q, raw.events, other.s.t", _ -> {});
    var source = manifest.putObject("sources").putObject("source.p.web.events");
    source
        .put("unique_id", "source.p.web.events")
        .put("source_name", "web")
        .put("name", "events")
        .put("database", "db")
        .put("schema", "raw")
        .put("identifier", "events")
        .put("loaded_at_field", "at");
    source.putObject("meta").put("owner", "web@example.org");
    source.putObject("freshness").putObject("error_after").put("count", 2).put("period", "day");
    var dbt = pipeline();
    assertThat(dbt.pipeline().graph().tables())
        .containsExactlyInAnyOrder(
            TableName.of("a"), TableName.of("marts", "b"), TableName.of("c"));
    assertThat(dbt.pipeline().graph().step(TableName.of("c")).orElseThrow().reads())
        .containsExactlyInAnyOrder(
            TableName.of("marts", "b"),
            TableName.of("raw", "events"),
            TableName.of("other", "s", "t"));
    assertThat(dbt.needed()).hasSize(2);
    var events =
        dbt.needed().stream()
            .filter(n -> n.table().equals(TableName.of("raw", "events")))
            .findFirst()
            .orElseThrow();
    assertThat(events.source()).contains("web.events");
    assertThat(events.owner()).hasToString("Optional[web@example.org]");
    assertThat(events.errorAfter()).hasToString("Optional[PT48H]");
  }

  @Test
  void aWithClauseThatWouldHideATableIsNoticed() throws IOException {
    model("orders", "select 1 as id", _ -> {});
    model(
        "safe",
        "with orders as (select * from \"db\".\"dev\".\"orders\") select * from orders",
        _ -> {});
    model(
        "hidden",
        "with orders as (select * from \"db\".\"dev\".\"orders\" where id > 1),\n"
            + "n as (select count(*) as n from \"db\".\"dev\".\"orders\") select * from orders, n",
        _ -> {});
    var dbt = pipeline();
    assertThat(dbt.pipeline().graph().step(TableName.of("safe")).orElseThrow().reads())
        .containsExactly(TableName.of("orders"));
    assertThat(reason(dbt, "hidden")).startsWith("line 2: it reads the table orders");
  }

  @Test
  void twoModelsThatWouldHaveOneNameAreBothWatched() throws IOException {
    model("a", "select 1 as x", _ -> {});
    model("b", "select 2 as x", node -> node.put("alias", "A"));
    model("c", "select * from db.dev.a", _ -> {});
    var dbt = pipeline();
    assertThat(dbt.pipeline().steps()).isEmpty();
    assertThat(dbt.watched()).hasSize(3);
  }

  @Test
  void seedsAreLoadedFromWhereTheProjectIsNow() throws IOException {
    Files.createDirectories(folder.resolve("seeds"));
    Files.writeString(folder.resolve("seeds/codes.csv"), "code;size\nA;1\n");
    seed(
        "codes",
        "seeds/codes.csv",
        node -> {
          config(node).put("delimiter", ";");
          config(node)
              .putObject("column_types")
              .put("size", "numeric(10, 2)")
              .put("code", "varchar(3)");
          node.put("root_path", "/elsewhere/project");
        });
    seed("gone", "seeds/gone.csv", _ -> {});
    seed("outside", "../outside.csv", _ -> {});
    seed(
        "exact",
        "seeds/codes.csv",
        node -> config(node).putObject("column_types").put("size", "numeric"));
    var dbt = pipeline();
    var load = (Step.Work.Load) dbt.pipeline().steps().getFirst().work();
    assertThat(dbt.pipeline().steps()).hasSize(1);
    assertThat(load.source().from()).isEqualTo(new Source.Files("in/dbt/seeds/codes.csv"));
    assertThat(load.source().columns())
        .containsExactly(
            new Source.Column("size", "decimal(10,2)"), new Source.Column("code", "string"));
    assertThat(load.source().format().options()).containsEntry("delimiter", ";");
    assertThat(reason(dbt, "gone")).contains("seeds/gone.csv");
    assertThat(reason(dbt, "outside")).contains("not in the dbt project's folder");
    assertThat(reason(dbt, "exact")).contains("'numeric'");
  }

  @Test
  void anOwnerMayComeFromAGroup() throws IOException {
    model("a", "select 1 as x", node -> config(node).put("group", "sales"));
    manifest
        .putObject("groups")
        .putObject("group.p.sales")
        .put("name", "sales")
        .putObject("owner")
        .put("email", "sales@example.org");
    assertThat(pipeline().owners().get(TableName.of("a"))).hasToString("sales@example.org");
  }

  @Test
  void anotherWarehousesSqlIsNotGuessedAt() throws IOException {
    model("a", "select 1 as x", _ -> {});
    manifest.putObject("metadata").put("adapter_type", "snowflake");
    assertThat(reason(pipeline(), "a")).contains("postgres and duckdb");
  }

  @Test
  void aProjectThatWasOnlyParsedSaysWhatToRun() {
    model("a", "select 1", node -> node.remove("compiled_code"));
    assertThatThrownBy(this::pipeline)
        .isInstanceOfSatisfying(
            DbtException.class, e -> assertThat(e.nextStep()).contains("dbt compile"));
  }

  @Test
  void aFolderWithoutAManifestSaysWhatToRun() throws IOException {
    assertThatThrownBy(() -> DbtProject.open(folder)).hasMessageContaining("dbt_project.yml");
    Files.writeString(folder.resolve("dbt_project.yml"), "name: p\n");
    assertThatThrownBy(() -> DbtProject.open(folder))
        .isInstanceOfSatisfying(
            DbtException.class, e -> assertThat(e.nextStep()).contains("dbt compile"))
        .hasMessageContaining("manifest.json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"metadata\": {}}",
        "{\"metadata\": {\"dbt_schema_version\": \"https://schemas.getdbt.com/dbt/catalog/v1.json\"}}",
        "{\"metadata\": {\"dbt_schema_version\": \"https://schemas.getdbt.com/dbt/manifest/v6.json\"}}",
        "{\"metadata\": {\"dbt_schema_version\": \"https://schemas.getdbt.com/dbt/manifest/v13.json\"}}",
        "{\"metadata\": {\"dbt_schema_version\": \"https://schemas.getdbt.com/dbt/manifest/v11.json\"}",
        "{\"metadata\": 7, \"nodes\": [1]}"
      })
  void whatIsNoManifestSaysWhatToRun(String text) {
    assertThatThrownBy(() -> DbtManifest.read(text.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOfSatisfying(
            DbtException.class, e -> assertThat(e.nextStep()).contains("dbt compile"));
  }

  @ParameterizedTest
  @ValueSource(ints = {7, 8, 9, 10, 11, 12})
  void eachKnownVersionIsRead(int version) {
    var text =
        "{\"metadata\": {\"dbt_schema_version\": \"https://schemas.getdbt.com/dbt/manifest/v"
            + version
            + ".json\", \"new\": []}, \"news\": {\"a\": [1, {}]}}";
    assertThat(DbtManifest.read(text.getBytes(StandardCharsets.UTF_8)).version())
        .isEqualTo(version);
  }

  @Test
  void nestingWithoutEndIsRefused() {
    var text = "{\"nodes\": {\"a\": " + "[".repeat(100_000);
    assertThatThrownBy(() -> DbtManifest.read(text.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(DbtException.class);
  }

  private void model(String name, String compiled, Consumer<ObjectNode> more) {
    var node = node("model", name, "models/" + name + ".sql");
    node.put("compiled_code", compiled).put("raw_code", compiled);
    config(node).put("materialized", "table");
    more.accept(node);
  }

  private void seed(String name, String file, Consumer<ObjectNode> more) {
    more.accept(node("seed", name, file));
  }

  private ObjectNode node(String type, String name, String file) {
    var id = type + ".p." + name;
    var node = nodes.putObject(id);
    node.put("resource_type", type)
        .put("unique_id", id)
        .put("name", name)
        .put("alias", name)
        .put("database", "db")
        .put("schema", "dev")
        .put("package_name", "p")
        .put("original_file_path", file);
    node.putObject("config");
    return node;
  }

  private static ObjectNode config(ObjectNode node) {
    return (ObjectNode) node.path("config");
  }

  private DbtPipeline pipeline() throws IOException {
    var metadata =
        manifest.path("metadata") instanceof ObjectNode there
            ? there
            : manifest.putObject("metadata").put("adapter_type", "postgres");
    metadata
        .put("dbt_schema_version", "https://schemas.getdbt.com/dbt/manifest/v12.json")
        .put("project_name", "p");
    Files.createDirectories(folder.resolve("target"));
    Files.writeString(folder.resolve("dbt_project.yml"), "name: p\n");
    Files.write(folder.resolve("target/manifest.json"), JSON.writeValueAsBytes(manifest));
    try (var sql = new DuckDbSql()) {
      return DbtProject.open(folder)
          .pipeline(sql, new DbtOptions("in/dbt", t -> inLake.contains(t.toString()), fullRefresh));
    }
  }

  private static String reason(DbtPipeline dbt, String name) {
    return dbt.watched().stream()
        .filter(w -> w.id().endsWith("." + name))
        .map(DbtPipeline.Watched::reason)
        .findFirst()
        .orElseThrow();
  }

  private static Materialization how(DbtPipeline dbt, String table) {
    return dbt.pipeline().graph().step(TableName.of(table)).orElseThrow().how();
  }
}
