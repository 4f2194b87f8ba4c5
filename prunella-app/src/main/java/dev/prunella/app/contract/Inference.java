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
import java.util.OptionalInt;

/**
 * Makes a first contract of what a table looks like now. It is for a person to edit: what held so
 * far need not have been meant.
 */
public final class Inference {
  /** Where editors find the standard's schema. */
  static final String SCHEMA =
      "https://raw.githubusercontent.com/bitol-io/open-data-contract-standard/main/schema/odcs-json-schema-v3.1.0.json";

  /**
   * In a table by interval a column is taken for its key once it is unique over so many: in one
   * day's file of exchange rates, currencies are.
   */
  public static final int LEAST_INTERVALS = 5;

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private Inference() {}

  /**
   * The contract as YAML.
   *
   * @param key columns that are known to be the key; else the first one that is unique is taken
   * @param intervals of how many intervals the rows are; empty where that is not known, or they are
   *     all that there will be
   * @param owner who answers for the table, where that is known
   */
  public static String contract(
      TableName table,
      FirstLook look,
      List<String> key,
      OptionalInt intervals,
      Optional<String> owner) {
    var unique =
        look.columns().stream()
            .filter(FirstLook.Seen::unique)
            .map(FirstLook.Seen::name)
            .limit(1)
            .toList();
    boolean tooFew = intervals.isPresent() && intervals.getAsInt() < LEAST_INTERVALS;
    var found = !key.isEmpty() ? key : tooFew ? List.<String>of() : unique;
    var top = JSON.objectNode();
    top.put("apiVersion", "v3.1.0");
    top.put("kind", "DataContract");
    top.put("id", table.toString().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_-]+", "-"));
    top.put("version", "0.1.0");
    top.put("status", "draft");
    top.putArray("schema").add(table(table, look, found));
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
        + (found.isEmpty() && !unique.isEmpty() ? noKey(unique.getFirst(), intervals) : "")
        + Yaml.of(top);
  }

  /** A column's name is anybody's text, and the comment ends with its line. */
  private static String noKey(String unique, OptionalInt intervals) {
    int seen = intervals.orElse(0);
    return "# No key is promised: "
        + JSON.textNode(unique)
        + " is unique, but only "
        + (seen == 1 ? "1 interval is" : seen + " intervals are")
        + " there, and the next may repeat it.\n"
        + "# If it is the key, say primaryKey: true there. It is found from "
        + LEAST_INTERVALS
        + " intervals on.\n";
  }

  private static ObjectNode table(TableName table, FirstLook look, List<String> key) {
    var node = JSON.objectNode();
    node.put("name", table.name());
    if (!table.namespace().isEmpty() || !table.toString().equals(table.name())) {
      node.put("physicalName", table.toString());
    }
    node.put("physicalType", "table");
    var properties = node.putArray("properties");
    look.columns().forEach(c -> properties.add(column(c, look.rows(), key)));
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
