package dev.prunella.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Others are told of runs as OpenLineage has it, and no run suffers from telling. */
class LineageCommandsTest {
  private static final Path ROOT = Path.of(System.getProperty("prunella.root"));
  private static final Path STANDARD =
      ROOT.resolve("../shared/data/standards/openlineage").normalize();
  private static final String WHOLE = "https://openlineage.io/spec/2-0-2/OpenLineage.json";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;
  private final Shell shell;

  LineageCommandsTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    this.shell = new Shell(folder);
    var retail = ROOT.resolve("examples/retail");
    try (var files = Files.walk(retail)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        var to = folder.resolve(retail.relativize(file).toString());
        Files.createDirectories(to.getParent());
        Files.copy(file, to);
      }
    }
  }

  private void lineage(String settings) throws IOException {
    var file = folder.resolve("prunella.yaml");
    var before = Files.readString(file);
    Files.writeString(
        file, before.replaceAll("(?m)^lineage:.*\\n", "") + "lineage: {" + settings + "}\n");
    shell.ok("init");
  }

  private List<JsonNode> events(String file) throws IOException {
    var events = new ArrayList<JsonNode>();
    for (var line : Files.readAllLines(folder.resolve(file))) {
      events.add(JSON.readTree(line));
    }
    return events;
  }

  @Test
  void aDayOfTheExampleIsToldStepByStep() throws IOException {
    lineage("file: out/lineage.jsonl");
    shell.ok("run", "--interval", "2010-12-01");
    var events = events("out/lineage.jsonl");
    var steps = shell.ok("plan", "--interval", "2010-12-02", "--json").json().path("steps").size();
    assertThat(events).hasSize(2 * steps + 2);
    assertThat(events.getFirst().at("/eventType").asText()).isEqualTo("START");
    assertThat(events.getLast().at("/eventType").asText()).isEqualTo("COMPLETE");
    assertThat(events.getLast().at("/outputs")).hasSize(steps);
    assertThat(events.getLast().at("/job/namespace").asText()).isEqualTo("prunella://retail");
    assertThat(events)
        .allSatisfy(
            e ->
                assertThat(e.at("/run/facets/nominalTime/nominalStartTime").asText())
                    .startsWith("2010-12-01T00:00"));
    // What only the lake and the models know.
    var made =
        events.stream()
            .filter(e -> e.at("/eventType").asText().equals("COMPLETE"))
            .flatMap(e -> stream(e.path("outputs")))
            .toList();
    assertThat(made).anyMatch(d -> !d.at("/facets/schema/fields").isEmpty());
    assertThat(made).anyMatch(d -> !d.at("/facets/columnLineage/fields").isEmpty());

    // A run in which nothing is to be done is told, too: as another one, in which the source
    // looked.
    shell.ok("run", "--interval", "2010-12-01");
    var ids = new HashSet<String>();
    events("out/lineage.jsonl").forEach(e -> ids.add(e.at("/run/runId").asText()));
    assertThat(events("out/lineage.jsonl")).hasSize(2 * steps + 6);
    assertThat(ids).hasSize(steps + 3);
  }

  private static java.util.stream.Stream<JsonNode> stream(JsonNode nodes) {
    var all = new ArrayList<JsonNode>();
    nodes.forEach(all::add);
    return all.stream();
  }

  @Test
  void theStandardFindsNothingWrongWithThem() throws IOException {
    assumeTrue(Files.isDirectory(STANDARD), "skipped: there are no schemas in " + STANDARD);
    lineage("file: .prunella/lineage.jsonl");
    shell.ok("backfill", "--from", "2010-12-01", "--to", "2010-12-03");
    Files.writeString(
        folder.resolve("models/broken.sql"), "select cast('x' as integer) as n from raw_invoices");
    var held = shell.run("run", "--interval", "2010-12-03", "--json").exits(Exit.HELD).json();
    shell.run("resume", held.path("run").asText()).exits(Exit.HELD);
    var types = new ArrayList<String>();
    var judge = new Judge();
    for (var event : events(".prunella/lineage.jsonl")) {
      types.add(event.at("/eventType").asText());
      assertThat(judge.wrongWith(event)).as(event.toString()).isEmpty();
    }
    assertThat(types).contains("START", "COMPLETE", "FAIL");
    assertThat(types.stream().filter("FAIL"::equals))
        .as("of the run and the step, twice")
        .hasSize(4);
    assertThat(judge.judged)
        .contains("nominalTime", "parent", "schema", "columnLineage", "sql", "errorMessage");
  }

  @Test
  void aServerGetsThemWithTheToken() throws IOException {
    var seen = new ConcurrentLinkedQueue<String>();
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/api/v1/lineage",
        exchange -> {
          seen.add(exchange.getRequestHeaders().getFirst("Authorization"));
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(201, -1);
          exchange.close();
        });
    server.start();
    try {
      lineage(
          "url: 'http://127.0.0.1:"
              + server.getAddress().getPort()
              + "', token: 'secret:env/TOKEN'");
      shell.environment.put("TOKEN", "a long secret 4711");
      shell.ok("run", "--interval", "2010-12-01");
    } finally {
      server.stop(0);
    }
    assertThat(seen).hasSizeGreaterThan(4).allMatch("Bearer a long secret 4711"::equals);
  }

  @Test
  void aRunIsPublishedWhoeverCannotBeTold() throws IOException {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(403, -1);
          exchange.close();
        });
    server.start();
    try {
      lineage("url: 'http://127.0.0.1:" + server.getAddress().getPort() + "/'");
      var refused = shell.run("run", "--interval", "2010-12-01").exits(Exit.OK);
      assertThat(refused.out()).contains("published");
      assertThat(refused.err())
          .contains("lineage: ")
          .containsPattern("[0-9]+ events could not be sent to http://127.0.0.1")
          .contains("runs are not affected");
      var json = shell.run("run", "--interval", "2010-12-02", "--json").exits(Exit.OK);
      assertThat(json.json().path("outcome").asText()).isEqualTo("published");
      assertThat(json.err().lines())
          .allSatisfy(
              line -> assertThat(JSON.readTree(line).path("warning").asText()).contains("lineage"));
    } finally {
      server.stop(0);
    }
  }

  @Test
  void aTokenThatIsNotThereIsSaidAndTheRunGoesOn() throws IOException {
    lineage("url: 'http://127.0.0.1:9/', token: 'secret:env/NOT_SET'");
    var run = shell.run("run", "--interval", "2010-12-01").exits(Exit.OK);
    assertThat(run.out()).contains("published");
    assertThat(run.err()).contains("lineage: no events are sent: ").contains("NOT_SET");
  }

  @Test
  void aTokenIsNotWrittenIntoTheFile() throws IOException {
    shell.ok("init");
    shell.write("prunella.yaml", "name: x\nlineage: {url: 'http://h', token: hunter22}\n");
    assertThat(shell.run("validate").exits(Exit.USAGE).out())
        .contains("prunella.yaml:2: 'lineage.token' is a secret")
        .doesNotContain("hunter22");
  }

  /** The standard's own JSON schemas. */
  private static final class Judge {
    private final SchemaRegistry registry;
    private final Map<String, String> facets = new HashMap<>();
    private final Set<String> judged = new HashSet<>();

    Judge() throws IOException {
      var byId = new HashMap<String, String>();
      try (var files = Files.walk(STANDARD)) {
        for (var file : files.filter(f -> f.toString().endsWith(".json")).toList()) {
          var text = Files.readString(file, StandardCharsets.UTF_8);
          var schema = JSON.readTree(text);
          byId.put(schema.path("$id").asText(), text);
          if (schema.path("$id").asText().contains("/facets/")) {
            schema
                .path("properties")
                .fieldNames()
                .forEachRemaining(name -> facets.put(name, schema.path("$id").asText()));
          }
        }
      }
      registry =
          SchemaRegistry.withDefaultDialect(
              SpecificationVersion.DRAFT_2020_12, builder -> builder.schemas(byId));
    }

    List<String> wrongWith(JsonNode event) {
      var wrong = new ArrayList<String>();
      registry
          .getSchema(SchemaLocation.of(WHOLE))
          .validate(event)
          .forEach(e -> wrong.add(e.toString()));
      facets(event.at("/run/facets"), wrong);
      facets(event.at("/job/facets"), wrong);
      for (var datasets : List.of("inputs", "outputs")) {
        for (var dataset : event.path(datasets)) {
          facets(dataset.path("facets"), wrong);
          facets(dataset.path("outputFacets"), wrong);
        }
      }
      return wrong;
    }

    private void facets(JsonNode found, List<String> wrong) {
      for (var facet : found.properties()) {
        var schema = facets.get(facet.getKey());
        if (schema != null) {
          var one = JSON.createObjectNode();
          one.set(facet.getKey(), facet.getValue());
          registry
              .getSchema(SchemaLocation.of(schema))
              .validate(one)
              .forEach(e -> wrong.add(e.toString()));
          judged.add(facet.getKey());
        }
      }
    }
  }
}
