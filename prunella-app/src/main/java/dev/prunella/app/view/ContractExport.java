package dev.prunella.app.view;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.prunella.app.contract.ContractFile;
import dev.prunella.app.contract.Yaml;
import dev.prunella.app.run.ForReaders;
import dev.prunella.refs.TableName;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A contract for those outside: as its file says it, and in {@code customProperties} of each table
 * how that stands now. What is promised is left as it is.
 */
public final class ContractExport {
  private static final String PROPERTIES = "customProperties";
  private static final String FRESHNESS = "prunellaFreshness";
  private static final String THROUGH = "prunellaThrough";
  private static final String STALE_SINCE = "prunellaStaleSince";
  private static final String MISSING = "prunellaMissing";
  private static final String BECAUSE = "prunellaBecause";
  private static final String TOLD_AT = "prunellaToldAt";
  private static final Set<String> OURS =
      Set.of(FRESHNESS, THROUGH, STALE_SINCE, MISSING, BECAUSE, TOLD_AT);
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private ContractExport() {}

  /**
   * The contract as YAML.
   *
   * @param standing of a table; empty where no step makes it
   * @param now when it is told
   */
  public static String yaml(
      ContractFile contract, Function<TableName, Optional<ForReaders>> standing, Instant now) {
    var document = contract.document().deepCopy();
    for (var table : document.path("schema")) {
      name(table)
          .flatMap(standing)
          .ifPresent(told -> ((ObjectNode) table).set(PROPERTIES, properties(table, told, now)));
    }
    return Yaml.of(document);
  }

  private static Optional<TableName> name(JsonNode table) {
    var written = table.path("physicalName").asText(table.path("name").asText());
    try {
      return Optional.of(TableName.parse(written));
    } catch (IllegalArgumentException _) {
      // What cannot be a table's name is no table of ours.
      return Optional.empty();
    }
  }

  /** Those that are there first; what an earlier export said of the same is told anew. */
  private static ArrayNode properties(JsonNode table, ForReaders told, Instant now) {
    var all = JSON.arrayNode();
    for (var property : table.path(PROPERTIES)) {
      if (!OURS.contains(property.path("property").asText())) {
        all.add(property);
      }
    }
    add(all, FRESHNESS, JSON.textNode(told.freshness()));
    told.through().ifPresent(t -> add(all, THROUGH, JSON.textNode(t)));
    told.staleSince().ifPresent(s -> add(all, STALE_SINCE, JSON.textNode(s.toString())));
    if (!told.missing().isEmpty()) {
      var missing = JSON.arrayNode();
      told.missing().forEach(missing::add);
      add(all, MISSING, missing);
    }
    told.because().ifPresent(b -> add(all, BECAUSE, JSON.textNode(b)));
    add(all, TOLD_AT, JSON.textNode(now.toString()));
    return all;
  }

  private static void add(ArrayNode to, String property, JsonNode value) {
    to.addObject().put("property", property).set("value", value);
  }
}
