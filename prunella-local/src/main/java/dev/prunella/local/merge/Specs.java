package dev.prunella.local.merge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.PartitionSpecParser;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.SortOrderParser;
import org.apache.iceberg.TableMetadata;

/**
 * Partition specs and sort orders of one side in the terms of the other. Their own ids and their
 * partition field ids are given out by counting, so both sides give out the same ones: only their
 * content says whether they are the same. Iceberg offers no builder that takes ids, but its JSON
 * does.
 */
final class Specs {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Specs() {}

  /** What a partition field does, without the ids that were counted out. */
  private record Part(int sourceId, String transform, String name) {}

  private static List<Part> parts(PartitionSpec spec, FieldIds ids) {
    return spec.fields().stream()
        .map(
            field -> new Part(ids.of(field.sourceId()), field.transform().toString(), field.name()))
        .toList();
  }

  static boolean same(PartitionSpec a, PartitionSpec b) {
    return parts(a, unchanged()).equals(parts(b, unchanged()));
  }

  static boolean same(SortOrder a, SortOrder b) {
    return a.fields().equals(b.fields());
  }

  private static FieldIds unchanged() {
    return new FieldIds(Map.of(), 0);
  }

  /** The spec of the same content that the table has already. */
  static Optional<PartitionSpec> find(PartitionSpec spec, FieldIds ids, TableMetadata table) {
    List<Part> wanted = parts(spec, ids);
    return table.specs().stream()
        .filter(candidate -> parts(candidate, unchanged()).equals(wanted))
        .findFirst();
  }

  /** A spec of the same content whose partition field ids mean nothing else on the trunk. */
  static PartitionSpec adopt(PartitionSpec spec, Schema schema, FieldIds ids, TableMetadata trunk) {
    Optional<PartitionSpec> known = find(spec, ids, trunk);
    if (known.isPresent()) {
      return known.get();
    }
    ObjectNode json = (ObjectNode) parse(PartitionSpecParser.toJson(spec));
    int next = trunk.lastAssignedPartitionId();
    for (JsonNode node : json.get("fields")) {
      var field = (ObjectNode) node;
      int sourceId = ids.of(field.get("source-id").intValue());
      field.put("source-id", sourceId);
      Optional<Integer> fieldId = fieldId(trunk, sourceId, field.get("transform").textValue());
      field.put("field-id", fieldId.isPresent() ? fieldId.get() : ++next);
    }
    return PartitionSpecParser.fromJson(schema, json);
  }

  static SortOrder adopt(SortOrder order, Schema schema, FieldIds ids) {
    ObjectNode json = (ObjectNode) parse(SortOrderParser.toJson(order));
    for (JsonNode field : json.get("fields")) {
      ((ObjectNode) field).put("source-id", ids.of(field.get("source-id").intValue()));
    }
    return SortOrderParser.fromJson(schema, json);
  }

  private static Optional<Integer> fieldId(TableMetadata table, int sourceId, String transform) {
    return table.specs().stream()
        .flatMap(spec -> spec.fields().stream())
        .filter(
            field -> field.sourceId() == sourceId && field.transform().toString().equals(transform))
        .map(PartitionField::fieldId)
        .findFirst();
  }

  private static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Iceberg wrote JSON that cannot be read: " + json, e);
    }
  }
}
