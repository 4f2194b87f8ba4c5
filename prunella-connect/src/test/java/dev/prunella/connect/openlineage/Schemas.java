package dev.prunella.connect.openlineage;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The standard's own JSON schemas, read from beside the project where they are. */
final class Schemas {
  private static final Path FOLDER =
      Path.of(
              System.getProperty("prunella.root"),
              "..",
              "shared",
              "data",
              "standards",
              "openlineage")
          .normalize();

  /** Of our own facets. */
  private static final Path OWN = Path.of(System.getProperty("prunella.root"), "docs", "lineage");

  private static final String WHOLE = "https://openlineage.io/spec/2-0-2/OpenLineage.json";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final SchemaRegistry registry;
  private final Map<String, Schema> facets = new HashMap<>();
  private final Set<String> judged = new TreeSet<>();

  private Schemas(Map<String, String> byId) throws IOException {
    registry =
        SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12, builder -> builder.schemas(byId));
    for (var entry : byId.entrySet()) {
      if (entry.getKey().contains("/facets/")) {
        for (var name : JSON.readTree(entry.getValue()).path("properties").properties()) {
          facets.put(name.getKey(), schema(entry.getKey()));
        }
      }
    }
  }

  private Schema schema(String id) {
    return registry.getSchema(SchemaLocation.of(id));
  }

  static Schemas orSkip() throws IOException {
    assumeTrue(Files.isDirectory(FOLDER), "skipped: there are no schemas in " + FOLDER);
    var byId = new HashMap<String, String>();
    for (var folder : List.of(FOLDER, OWN)) {
      try (var files = Files.walk(folder)) {
        for (var file : files.filter(f -> f.toString().endsWith(".json")).toList()) {
          var text = Files.readString(file);
          byId.put(JSON.readTree(text).path("$id").asText(), text);
        }
      }
    }
    return new Schemas(byId);
  }

  /** What the standard finds wrong with an event as a whole, and with each facet by its name. */
  List<String> wrongWith(String event) throws IOException {
    var tree = JSON.readTree(event);
    var wrong = new ArrayList<String>();
    schema(WHOLE).validate(tree).forEach(e -> wrong.add(e.toString()));
    facets(tree.path("run").path("facets"), wrong);
    facets(tree.path("job").path("facets"), wrong);
    facets(tree.path("dataset").path("facets"), wrong);
    for (var datasets : List.of("inputs", "outputs")) {
      for (var dataset : tree.path(datasets)) {
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
        // The schema describes an object that has the facet under its name.
        var one = JSON.createObjectNode();
        one.set(facet.getKey(), facet.getValue());
        schema.validate(one).forEach(e -> wrong.add(e.toString()));
        judged.add(facet.getKey());
      }
    }
  }

  /** The facets that have been judged so far. */
  Set<String> judged() {
    return Set.copyOf(judged);
  }
}
