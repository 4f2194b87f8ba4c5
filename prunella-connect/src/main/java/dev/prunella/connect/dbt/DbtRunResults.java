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
import java.util.List;
import java.util.Set;

/** What dbt's {@code run_results.json} says of a build: each node and how it ended. */
public record DbtRunResults(List<Result> results) {
  private static final long MAX_BYTES = 1L << 30;
  private static final int MAX_DEPTH = 200;
  private static final int MAX_NODES = 200_000;
  private static final String NEXT =
      "name the run_results.json that dbt wrote into target/ when it ran";
  private static final Set<String> FAILED =
      Set.of("error", "fail", "runtime error", "partial success");

  private static final ObjectMapper JSON =
      new ObjectMapper(
          JsonFactory.builder()
              .streamReadConstraints(
                  StreamReadConstraints.builder()
                      .maxDocumentLength(MAX_BYTES)
                      .maxNestingDepth(MAX_DEPTH)
                      .build())
              .build());

  public DbtRunResults {
    results = List.copyOf(results);
  }

  /**
   * How a node ended.
   *
   * @param id dbt's {@code unique_id}
   * @param status such as {@code success}, {@code error}, {@code fail}, {@code skipped}
   * @param message what dbt said; empty where it said nothing
   */
  public record Result(String id, String status, String message) {

    public boolean failed() {
      return FAILED.contains(status);
    }

    /** Such as {@code model}, {@code test}, {@code seed}. */
    public String kind() {
      int dot = id.indexOf('.');
      return dot < 0 ? "node" : id.substring(0, dot);
    }

    /** Without kind and project; a generic test's id ends with a hash, which is left out. */
    public String name() {
      var parts = id.split("\\.", -1);
      return parts.length < 3 ? id : parts[2];
    }
  }

  /** How many nodes were not run. */
  public int skipped() {
    return (int) results.stream().filter(r -> r.status().equals("skipped")).count();
  }

  /**
   * Reads results, node by node. The stream is not closed.
   *
   * @throws DbtException if there are none, or more than a project can have
   */
  public static DbtRunResults read(InputStream json) {
    try (var parser = JSON.getFactory().createParser(json)) {
      parser.disable(JsonParser.Feature.AUTO_CLOSE_SOURCE);
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw notOne("it is not a JSON object");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        var name = parser.currentName();
        parser.nextToken();
        if (name.equals("results") && parser.currentToken() == JsonToken.START_ARRAY) {
          return new DbtRunResults(results(parser));
        }
        parser.skipChildren();
      }
      throw notOne("it has no results");
    } catch (JsonProcessingException e) {
      throw new DbtException(
          "this is not dbt's run_results.json: " + e.getOriginalMessage(), NEXT, e);
    } catch (IOException e) {
      throw new DbtException("the results cannot be read: " + e.getMessage(), NEXT, e);
    }
  }

  private static List<Result> results(JsonParser parser) throws IOException {
    var results = new ArrayList<Result>();
    while (parser.nextToken() == JsonToken.START_OBJECT) {
      if (results.size() == MAX_NODES) {
        throw new DbtException(
            "the results have more than " + MAX_NODES + " nodes", "split the dbt project");
      }
      JsonNode node = JSON.readTree(parser);
      var id = node.path("unique_id").asText();
      if (id.isEmpty()) {
        throw notOne("a result has no unique_id");
      }
      results.add(new Result(id, node.path("status").asText(), node.path("message").asText("")));
    }
    return results;
  }

  private static DbtException notOne(String why) {
    return new DbtException("this is not dbt's run_results.json: " + why, NEXT);
  }
}
