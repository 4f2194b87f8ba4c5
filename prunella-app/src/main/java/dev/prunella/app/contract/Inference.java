package dev.prunella.app.contract;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.prunella.contract.LogicalType;
import dev.prunella.local.contract.ColumnTypes;
import dev.prunella.local.contract.FirstLook;
import dev.prunella.refs.TableName;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Makes a first contract of what a table looks like now. It is for a person to edit: what held so
 * far need not have been meant.
 */
public final class Inference {
  /** Where editors find the standard's schema. */
  static final String SCHEMA =
      "https://raw.githubusercontent.com/bitol-io/open-data-contract-standard/main/schema/odcs-json-schema-v3.1.0.json";

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private Inference() {}

  /**
   * The contract as YAML.
   *
   * @param key columns that are known to be the key; else the first one that is unique is taken
   * @param owner who answers for the table, where that is known
   */
  public static String contract(
      TableName table, FirstLook look, List<String> key, Optional<String> owner) {
    var top = JSON.objectNode();
    top.put("apiVersion", "v3.1.0");
    top.put("kind", "DataContract");
    top.put("id", table.toString().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_-]+", "-"));
    top.put("version", "0.1.0");
    top.put("status", "draft");
    top.putArray("schema").add(table(table, look, key));
    owner.ifPresent(
        name ->
            top.putObject("team")
                .put("name", name)
                .putArray("members")
                .addObject()
                .put("username", name)
                .put("role", "owner"));
    return "# yaml-language-server: $schema="
        + SCHEMA
        + "\n# A first contract, made from "
        + look.rows()
        + " rows as they are. What held so far need not be a promise:\n"
        + "# take out what is chance, add what you know, then set the status to active.\n"
        + Yaml.of(top);
  }

  private static ObjectNode table(TableName table, FirstLook look, List<String> key) {
    var node = JSON.objectNode();
    node.put("name", table.name());
    if (!table.namespace().isEmpty() || !table.toString().equals(table.name())) {
      node.put("physicalName", table.toString());
    }
    node.put("physicalType", "table");
    var found =
        key.isEmpty()
            ? look.columns().stream()
                .filter(FirstLook.Seen::unique)
                .map(FirstLook.Seen::name)
                .limit(1)
                .toList()
            : key;
    var properties = node.putArray("properties");
    look.columns().forEach(c -> properties.add(column(c, look.rows(), found)));
    if (look.rows() > 0) {
      node.putArray("quality")
          .addObject()
          .put("id", "has-rows")
          .put("metric", "rowCount")
          .put("mustBeGreaterThan", 0);
    }
    return node;
  }

  private static ObjectNode column(FirstLook.Seen seen, long rows, List<String> key) {
    var node = JSON.objectNode();
    node.put("name", seen.name());
    var logical = ColumnTypes.logical(seen.type());
    logical.ifPresent(type -> node.put("logicalType", type.word()));
    node.put("physicalType", seen.type().toString());
    int position = key.indexOf(seen.name());
    if (position >= 0) {
      node.put("primaryKey", true);
      node.put("primaryKeyPosition", position + 1);
    }
    if (rows > 0 && seen.nulls() == 0) {
      node.put("required", true);
    } else if (seen.nulls() > 0) {
      node.put("description", "null in " + seen.nulls() + " of " + rows + " rows");
    }
    boolean number =
        logical.filter(t -> t == LogicalType.NUMBER || t == LogicalType.INTEGER).isPresent();
    if (number && seen.least().filter(least -> least.signum() >= 0).isPresent() && position < 0) {
      node.putObject("logicalTypeOptions").put("minimum", 0);
    }
    if (!seen.values().isEmpty()) {
      var rule = node.putArray("quality").addObject();
      rule.put("metric", "invalidValues");
      var values = rule.putObject("arguments").putArray("validValues");
      seen.values().forEach(values::add);
      rule.put("mustBe", 0);
      rule.put("severity", "warn");
    }
    return node;
  }
}
