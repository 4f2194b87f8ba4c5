package dev.prunella.connect.dbt;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a manifest one node at a time, so that its size is not the size of our memory. */
final class ManifestReader {
  private static final long MAX_BYTES = 1L << 30;
  private static final int MAX_NODES = 200_000;
  private static final int MAX_DEPTH = 200;
  private static final Pattern SCHEMA =
      Pattern.compile(
          "https?://schemas\\.getdbt\\.com/dbt/manifest/v(\\d{1,4})(?:\\.\\d+)?\\.json");
  private static final String COMPILE = "run `dbt compile` in the dbt project, and try again";

  private static final ObjectMapper JSON =
      new ObjectMapper(
          JsonFactory.builder()
              .streamReadConstraints(
                  StreamReadConstraints.builder()
                      .maxDocumentLength(MAX_BYTES)
                      .maxNestingDepth(MAX_DEPTH)
                      .build())
              .build());

  private @Nullable JsonNode metadata;
  private final Map<String, DbtOwner> groups = new HashMap<>();
  private final List<JsonNode> exposures = new ArrayList<>();
  private final Map<String, Set<String>> macroCalls = new HashMap<>();
  private final List<NodeReader.Grouped<DbtModel>> models = new ArrayList<>();
  private final List<NodeReader.Grouped<DbtSeed>> seeds = new ArrayList<>();
  private final List<DbtTest> tests = new ArrayList<>();
  private final List<DbtSource> sources = new ArrayList<>();
  private int nodes;

  DbtManifest read(InputStream json) {
    try (var parser = JSON.getFactory().createParser(json)) {
      parser.disable(JsonParser.Feature.AUTO_CLOSE_SOURCE);
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw notOne("it is not a JSON object");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        section(parser.currentName(), parser);
      }
    } catch (JsonProcessingException e) {
      throw new DbtException(
          "this is not dbt's manifest.json: " + e.getOriginalMessage(), COMPILE, e);
    } catch (IOException e) {
      throw new DbtException("the manifest cannot be read: " + e.getMessage(), COMPILE, e);
    }
    return manifest();
  }

  private void section(String name, JsonParser parser) throws IOException {
    parser.nextToken();
    switch (name) {
      case "metadata" -> {
        metadata = JSON.readTree(parser);
        version();
      }
      case "nodes" -> each(parser, this::node);
      case "sources" -> each(parser, node -> sources.add(NodeReader.source(node)));
      case "exposures" -> each(parser, exposures::add);
      case "groups" -> each(parser, this::group);
      case "macros" -> each(parser, this::macro);
      default -> parser.skipChildren();
    }
  }

  private interface Use {
    void of(JsonNode node);
  }

  private void each(JsonParser parser, Use use) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return;
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      if (++nodes > MAX_NODES) {
        throw new DbtException(
            "the manifest has more than " + MAX_NODES + " nodes", "split the dbt project");
      }
      parser.nextToken();
      use.of(JSON.readTree(parser));
    }
  }

  private void node(JsonNode node) {
    switch (node.path("resource_type").asText()) {
      case "model", "snapshot" -> models.add(NodeReader.model(node));
      case "seed" -> seeds.add(NodeReader.seed(node));
      case "test" -> tests.add(NodeReader.test(node, JSON));
      // Analyses, operations and the like make no table.
      default -> {}
    }
  }

  private void group(JsonNode node) {
    NodeReader.owner(node.path("owner")).ifPresent(o -> groups.put(node.path("name").asText(), o));
  }

  private void macro(JsonNode node) {
    macroCalls.put(
        node.path("unique_id").asText(),
        Set.copyOf(NodeReader.texts(node.path("depends_on").path("macros"))));
  }

  private int version() {
    var schema =
        Optional.ofNullable(metadata)
            .map(m -> m.path("dbt_schema_version").asText())
            .orElseThrow(() -> notOne("it has no metadata"));
    var matcher = SCHEMA.matcher(schema);
    if (!matcher.matches()) {
      throw notOne(
          schema.isEmpty() ? "it names no schema version" : "its schema is '" + schema + "'");
    }
    int version = Integer.parseInt(matcher.group(1));
    if (version < DbtManifest.OLDEST || version > DbtManifest.NEWEST) {
      throw new DbtException(
          "this manifest.json has schema version "
              + version
              + "; Prunella reads "
              + DbtManifest.OLDEST
              + " to "
              + DbtManifest.NEWEST,
          "run `dbt compile` with dbt 1.3 to 1.10, and try again");
    }
    return version;
  }

  private static DbtException notOne(String why) {
    return new DbtException("this is not dbt's manifest.json: " + why, COMPILE);
  }

  private DbtManifest manifest() {
    int version = version();
    JsonNode about = Optional.ofNullable(metadata).orElseThrow();
    return new DbtManifest(
        version,
        about.path("dbt_version").asText(),
        about.path("adapter_type").asText(),
        projectName(about),
        models.stream()
            .map(m -> NodeReader.owned(m.value(), m.value().owner().or(() -> owner(m.group()))))
            .toList(),
        seeds.stream()
            .map(s -> NodeReader.owned(s.value(), s.value().owner().or(() -> owner(s.group()))))
            .toList(),
        tests,
        sources,
        exposures.stream().map(NodeReader::exposure).toList(),
        macroCalls);
  }

  private Optional<DbtOwner> owner(Optional<String> group) {
    return group.flatMap(name -> Optional.ofNullable(groups.get(name)));
  }

  /** Written since version 9; before, the package that most models belong to. */
  private String projectName(JsonNode about) {
    var written = about.path("project_name").asText();
    if (!written.isEmpty()) {
      return written;
    }
    var counts = new HashMap<String, Integer>();
    models.forEach(m -> counts.merge(m.project(), 1, Integer::sum));
    seeds.forEach(s -> counts.merge(s.project(), 1, Integer::sum));
    return counts.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElse("dbt");
  }
}
