package dev.prunella.app.contract;

import static dev.prunella.app.yaml.Shape.choice;
import static dev.prunella.app.yaml.Shape.flag;
import static dev.prunella.app.yaml.Shape.key;
import static dev.prunella.app.yaml.Shape.needed;
import static dev.prunella.app.yaml.Shape.text;

import dev.prunella.app.yaml.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the Open Data Contract Standard, version 3.1, lets a contract say. What Prunella does not
 * use is here as well: it may be said, and a misspelt key must not pass for it.
 */
final class OdcsShapes {
  static final List<String> METRICS =
      List.of("nullValues", "missingValues", "invalidValues", "duplicateValues", "rowCount");

  private static final int MOST = 10_000;
  private static final int DEEPEST = 6;

  private static final Shape ANY = new Shape.Anything();
  private static final Shape NUMBER = new Shape.Scalar();
  private static final Shape.Text ID =
      text("[A-Za-z0-9_-]+", "is made of letters, digits, _ and -");

  private static final Shape TAGS = many(text());

  private static final Shape CUSTOM =
      many(
          mapping(
              key("id", ID, ""),
              needed("property", text(), "Its name."),
              needed("value", ANY, "Its value."),
              key("description", text(), "")));

  private static final Shape DEFINITIONS =
      many(
          mapping(
              key("id", ID, ""),
              needed("url", text(), ""),
              needed("type", text(), ""),
              key("description", text(), "")));

  private static final Shape ROLES =
      many(
          mapping(
              key("id", ID, ""),
              needed("role", text(), ""),
              key("description", text(), ""),
              key("access", text(), ""),
              key("firstLevelApprovers", text(), ""),
              key("secondLevelApprovers", text(), ""),
              key("customProperties", CUSTOM, "")));

  private static final Shape MEMBERS =
      many(
          mapping(
              key("id", ID, ""),
              needed("username", text(), "By which the person is reached."),
              key("name", text(), ""),
              key("description", text(), ""),
              key("role", text(), "Such as owner."),
              key("dateIn", text(), ""),
              key("dateOut", text(), ""),
              key("replacedByUsername", text(), ""),
              key("tags", TAGS, ""),
              key("customProperties", CUSTOM, ""),
              key("authoritativeDefinitions", DEFINITIONS, "")));

  private static final Shape TEAM =
      Shape.either(
          mapping(
              key("id", ID, ""),
              key("name", text(), ""),
              key("description", text(), ""),
              key("members", MEMBERS, ""),
              key("tags", TAGS, ""),
              key("customProperties", CUSTOM, ""),
              key("authoritativeDefinitions", DEFINITIONS, "")),
          MEMBERS);

  private static final Shape SERVERS = many(mapping(servers()));

  private static final Shape SUPPORT =
      many(
          mapping(
              key("id", ID, ""),
              needed("channel", text(), ""),
              key("url", text(), ""),
              key("description", text(), ""),
              key("tool", text(), ""),
              key("scope", text(), ""),
              key("invitationUrl", text(), ""),
              key("customProperties", CUSTOM, "")));

  private static final Shape SLA =
      many(
          mapping(
              key("id", ID, ""),
              needed("property", text(), ""),
              needed("value", ANY, ""),
              key("valueExt", ANY, ""),
              key("unit", text(), ""),
              key("element", text(), ""),
              key("driver", text(), ""),
              key("description", text(), ""),
              key("scheduler", text(), ""),
              key("schedule", text(), "")));

  private static final Shape RELATIONSHIPS =
      many(
          mapping(
              key("type", choice("foreignKey"), ""),
              key("from", ANY, ""),
              key("to", ANY, ""),
              key("customProperties", CUSTOM, "")));

  static final Shape QUALITY =
      many(
          mapping(
              key("id", ID, ""),
              key("authoritativeDefinitions", DEFINITIONS, ""),
              key("businessImpact", text(), ""),
              key("customProperties", CUSTOM, ""),
              key("description", text(), ""),
              key(
                  "dimension",
                  choice(
                      "accuracy",
                      "completeness",
                      "conformity",
                      "consistency",
                      "coverage",
                      "timeliness",
                      "uniqueness"),
                  ""),
              key("method", text(), ""),
              key("name", text(), ""),
              key("schedule", text(), ""),
              key("scheduler", text(), ""),
              key("severity", text(), ""),
              key("tags", TAGS, ""),
              key("type", choice("text", "library", "sql", "custom"), ""),
              key("unit", text(), ""),
              key("metric", new Shape.Choice(METRICS), ""),
              key("rule", text(), ""),
              key("arguments", new Shape.Named(ANY), ""),
              key("query", text(), ""),
              key("engine", text(), ""),
              key("implementation", ANY, ""),
              key("mustBe", ANY, ""),
              key("mustNotBe", ANY, ""),
              key("mustBeGreaterThan", NUMBER, ""),
              key("mustBeGreaterOrEqualTo", NUMBER, ""),
              key("mustBeLessThan", NUMBER, ""),
              key("mustBeLessOrEqualTo", NUMBER, ""),
              key("mustBeBetween", new Shape.Many(NUMBER, 2, 2), ""),
              key("mustNotBeBetween", new Shape.Many(NUMBER, 2, 2), "")));

  private static final Shape OPTIONS =
      mapping(
          key("minLength", NUMBER, ""),
          key("maxLength", NUMBER, ""),
          key("pattern", text(), ""),
          key("format", text(), ""),
          key("minimum", NUMBER, ""),
          key("maximum", NUMBER, ""),
          key("exclusiveMinimum", NUMBER, ""),
          key("exclusiveMaximum", NUMBER, ""),
          key("multipleOf", NUMBER, ""),
          key("timezone", flag(), ""),
          key("defaultTimezone", text(), ""),
          key("maxProperties", NUMBER, ""),
          key("minProperties", NUMBER, ""),
          key("required", many(text()), ""),
          key("maxItems", NUMBER, ""),
          key("minItems", NUMBER, ""),
          key("uniqueItems", flag(), ""));

  private static final List<Shape.Key> ELEMENT =
      List.of(
          key("id", ID, ""),
          key("physicalType", text(), ""),
          key("description", text(), ""),
          key("businessName", text(), ""),
          key("authoritativeDefinitions", DEFINITIONS, ""),
          key("tags", TAGS, ""),
          key("customProperties", CUSTOM, ""),
          key("physicalName", text(), ""),
          key("relationships", RELATIONSHIPS, ""),
          key("quality", QUALITY, ""));

  private static final Shape SCHEMA =
      many(
          with(
              ELEMENT,
              needed("name", text(), "The table's name in the lake, unless physicalName says it."),
              key("logicalType", choice("object"), ""),
              key("dataGranularityDescription", text(), ""),
              key("properties", many(property(0, true)), "")));

  /** A whole contract. */
  static final Shape.Mapping CONTRACT =
      mapping(
          needed("apiVersion", text(), "Of the standard, such as v3.1.0."),
          needed("kind", choice("DataContract"), ""),
          needed("id", text(), "By which its versions are known as one contract."),
          needed("version", text(), "Of the contract."),
          needed("status", text(), "Such as draft or active."),
          key("name", text(), ""),
          key("tenant", text(), ""),
          key("tags", TAGS, ""),
          key("servers", SERVERS, ""),
          key("dataProduct", text(), ""),
          key(
              "description",
              mapping(
                  key("usage", text(), ""),
                  key("purpose", text(), ""),
                  key("limitations", text(), ""),
                  key("authoritativeDefinitions", DEFINITIONS, ""),
                  key("customProperties", CUSTOM, "")),
              ""),
          key("domain", text(), ""),
          key("schema", SCHEMA, "The tables."),
          key("support", SUPPORT, ""),
          key(
              "price",
              mapping(
                  key("id", ID, ""),
                  key("priceAmount", NUMBER, ""),
                  key("priceCurrency", text(), ""),
                  key("priceUnit", text(), "")),
              ""),
          key("team", TEAM, "Who answers for it."),
          key("roles", ROLES, ""),
          key("slaDefaultElement", text(), ""),
          key("slaProperties", SLA, "How fresh the data are, and more."),
          key("authoritativeDefinitions", DEFINITIONS, ""),
          key("customProperties", CUSTOM, ""),
          key("contractCreatedTs", text(), ""));

  private OdcsShapes() {}

  private static Shape.Many many(Shape element) {
    return new Shape.Many(element, 0, MOST);
  }

  private static Shape.Mapping mapping(Shape.Key... keys) {
    return Shape.mapping(keys);
  }

  private static Shape.Mapping with(List<Shape.Key> first, Shape.Key... then) {
    return new Shape.Mapping(Stream.concat(first.stream(), Stream.of(then)).toList(), List.of());
  }

  private static Shape.Key[] servers() {
    var keys = new ArrayList<Shape.Key>();
    keys.add(key("id", ID, ""));
    keys.add(needed("server", text(), ""));
    keys.add(needed("type", text(), ""));
    keys.add(key("roles", ROLES, ""));
    keys.add(key("customProperties", CUSTOM, ""));
    for (var name :
        List.of(
            "description",
            "environment",
            "location",
            "format",
            "delimiter",
            "endpointUrl",
            "stagingDir",
            "schema",
            "catalog",
            "regionName",
            "region",
            "project",
            "dataset",
            "host",
            "port",
            "database",
            "account",
            "path",
            "serviceName",
            "warehouse",
            "stream")) {
      keys.add(key(name, NUMBER, ""));
    }
    return keys.toArray(Shape.Key[]::new);
  }

  /** A column, with what is inside it. */
  private static Shape property(int depth, boolean named) {
    if (depth == DEEPEST) {
      return ANY;
    }
    return with(
        ELEMENT,
        named ? needed("name", text(), "The column's name.") : key("name", text(), ""),
        key("primaryKey", flag(), ""),
        key("primaryKeyPosition", NUMBER, ""),
        key(
            "logicalType",
            choice(
                "string",
                "date",
                "timestamp",
                "time",
                "number",
                "integer",
                "object",
                "array",
                "boolean"),
            ""),
        key("logicalTypeOptions", OPTIONS, ""),
        key("required", flag(), ""),
        key("unique", flag(), ""),
        key("partitioned", flag(), ""),
        key("partitionKeyPosition", NUMBER, ""),
        key("classification", text(), ""),
        key("encryptedName", text(), ""),
        key("transformSourceObjects", many(text()), ""),
        key("transformLogic", text(), ""),
        key("transformDescription", text(), ""),
        key("examples", many(ANY), ""),
        key("criticalDataElement", flag(), ""),
        key("properties", many(property(depth + 1, true)), ""),
        key("items", property(depth + 1, false), ""));
  }
}
