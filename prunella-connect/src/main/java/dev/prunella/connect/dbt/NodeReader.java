package dev.prunella.connect.dbt;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** What single nodes of a manifest say. Fields that are missing, or of another kind, are empty. */
final class NodeReader {
  private static final List<String> OTHER_INCREMENTAL =
      List.of("incremental_predicates", "merge_update_columns", "merge_exclude_columns");

  private NodeReader() {}

  /**
   * A node that may take its owner from a group, which may come later in the file.
   *
   * @param project the dbt package that it belongs to
   */
  record Grouped<T>(T value, Optional<String> group, String project) {}

  static Grouped<DbtModel> model(JsonNode node) {
    var config = node.path("config");
    var hooks = new ArrayList<>(hooks(config.path("pre-hook")));
    hooks.addAll(hooks(config.path("post-hook")));
    var snapshot = node.path("resource_type").asText().equals("snapshot");
    var model =
        new DbtModel(
            node.path("unique_id").asText(),
            relation(node),
            node.path("original_file_path").asText(),
            text(node.path("language")).orElse("sql"),
            snapshot ? "snapshot" : text(config.path("materialized")).orElse("view"),
            text(node.path("compiled_code")),
            node.path("raw_code").asText(),
            incremental(config),
            hooks,
            texts(node.path("depends_on").path("macros")),
            texts(node.path("depends_on").path("nodes")),
            new TreeSet<>(texts(node.path("tags"))),
            node.path("description").asText(),
            columns(node.path("columns")),
            metaOwner(node, config));
    return new Grouped<>(model, group(node, config), node.path("package_name").asText());
  }

  static DbtModel owned(DbtModel m, Optional<DbtOwner> owner) {
    return new DbtModel(
        m.id(),
        m.relation(),
        m.file(),
        m.language(),
        m.materialized(),
        m.compiled(),
        m.raw(),
        m.incremental(),
        m.hooks(),
        m.macros(),
        m.dependsOn(),
        m.tags(),
        m.description(),
        m.columns(),
        owner);
  }

  static Grouped<DbtSeed> seed(JsonNode node) {
    var config = node.path("config");
    var types = new LinkedHashMap<String, String>();
    config
        .path("column_types")
        .properties()
        .forEach(e -> text(e.getValue()).ifPresent(t -> types.put(e.getKey(), t)));
    var hooks = new ArrayList<>(hooks(config.path("pre-hook")));
    hooks.addAll(hooks(config.path("post-hook")));
    var project = node.path("package_name").asText();
    var seed =
        new DbtSeed(
            node.path("unique_id").asText(),
            relation(node),
            project,
            node.path("original_file_path").asText(),
            types,
            text(config.path("delimiter")).orElse(","),
            hooks,
            new TreeSet<>(texts(node.path("tags"))),
            node.path("description").asText(),
            metaOwner(node, config));
    return new Grouped<>(seed, group(node, config), project);
  }

  static DbtSeed owned(DbtSeed s, Optional<DbtOwner> owner) {
    return new DbtSeed(
        s.id(),
        s.relation(),
        s.project(),
        s.file(),
        s.columnTypes(),
        s.delimiter(),
        s.hooks(),
        s.tags(),
        s.description(),
        owner);
  }

  static DbtSource source(JsonNode node) {
    var freshness = node.path("freshness");
    return new DbtSource(
        node.path("unique_id").asText(),
        relation(node),
        node.path("source_name").asText() + "." + node.path("name").asText(),
        text(node.path("loaded_at_field")).or(() -> text(node.path("loaded_at_query"))),
        within(freshness.path("warn_after")),
        within(freshness.path("error_after")),
        node.path("description").asText(),
        owner(node.path("meta").path("owner"))
            .or(() -> owner(node.path("config").path("meta").path("owner")))
            .or(() -> owner(node.path("source_meta").path("owner"))));
  }

  static DbtExposure exposure(JsonNode node) {
    return new DbtExposure(
        node.path("unique_id").asText(),
        node.path("name").asText(),
        node.path("type").asText(),
        text(node.path("maturity")),
        text(node.path("url")),
        node.path("description").asText(),
        owner(node.path("owner")),
        texts(node.path("depends_on").path("nodes")));
  }

  static DbtTest test(JsonNode node, ObjectMapper json) {
    var config = node.path("config");
    var generic = node.path("test_metadata");
    var name = text(generic.path("name"));
    var arguments = new LinkedHashMap<String, Object>();
    if (generic.path("kwargs").isObject()) {
      arguments.putAll(
          json.convertValue(
              generic.path("kwargs"), new TypeReference<LinkedHashMap<String, Object>>() {}));
      arguments.remove("model");
      // The map is for readers who know no JSON library, and a null says nothing.
      arguments.values().removeIf(java.util.Objects::isNull);
    }
    var dependsOn = texts(node.path("depends_on").path("nodes"));
    return new DbtTest(
        node.path("unique_id").asText(),
        node.path("original_file_path").asText(),
        text(generic.path("namespace")).map(n -> n + "." + name.orElse("")).or(() -> name),
        arguments,
        text(node.path("column_name")),
        text(node.path("attached_node")).or(() -> dependsOn.stream().findFirst()),
        text(config.path("severity")).filter("warn"::equalsIgnoreCase).isPresent(),
        text(config.path("warn_if")).orElse("!= 0"),
        text(config.path("error_if")).orElse("!= 0"),
        text(config.path("fail_calc")).orElse("count(*)"),
        text(config.path("where")),
        text(node.path("compiled_code")),
        dependsOn,
        node.path("description").asText());
  }

  /** An owner as people write one: an address, a name, or an object of both. */
  static Optional<DbtOwner> owner(JsonNode node) {
    if (node.isTextual() && !node.asText().isBlank()) {
      var written = node.asText().strip();
      return Optional.of(
          written.contains("@")
              ? new DbtOwner(Optional.empty(), Optional.of(written))
              : new DbtOwner(Optional.of(written), Optional.empty()));
    }
    var name = text(node.path("name"));
    var email =
        node.path("email").isArray()
            ? texts(node.path("email")).stream().findFirst()
            : text(node.path("email"));
    return name.isEmpty() && email.isEmpty()
        ? Optional.empty()
        : Optional.of(new DbtOwner(name, email));
  }

  private static Optional<DbtOwner> metaOwner(JsonNode node, JsonNode config) {
    return owner(node.path("meta").path("owner"))
        .or(() -> owner(config.path("meta").path("owner")));
  }

  private static Optional<String> group(JsonNode node, JsonNode config) {
    return text(node.path("group")).or(() -> text(config.path("group")));
  }

  private static DbtRelation relation(JsonNode node) {
    return new DbtRelation(
        node.path("database").asText(),
        node.path("schema").asText(),
        text(node.path("config").path("schema")).orElse(""),
        text(node.path("identifier"))
            .or(() -> text(node.path("alias")))
            .orElse(node.path("name").asText()));
  }

  private static DbtModel.Incremental incremental(JsonNode config) {
    var key = config.path("unique_key");
    var others = OTHER_INCREMENTAL.stream().filter(o -> !isEmpty(config.path(o))).toList();
    return new DbtModel.Incremental(
        text(config.path("incremental_strategy")),
        key.isArray() ? texts(key) : text(key).map(List::of).orElse(List.of()),
        others);
  }

  private static List<DbtColumn> columns(JsonNode columns) {
    return columns.properties().stream()
        .map(Map.Entry::getValue)
        .map(
            c ->
                new DbtColumn(
                    c.path("name").asText(),
                    text(c.path("data_type")),
                    c.path("description").asText()))
        .toList();
  }

  private static List<String> hooks(JsonNode hooks) {
    var found = new ArrayList<String>();
    for (var hook : hooks.isArray() ? hooks : List.of(hooks)) {
      text(hook).or(() -> text(hook.path("sql"))).ifPresent(found::add);
    }
    return found;
  }

  private static Optional<Duration> within(JsonNode limit) {
    long count = limit.path("count").asLong();
    return switch (limit.path("period").asText()) {
      case "minute" -> Optional.of(Duration.ofMinutes(count));
      case "hour" -> Optional.of(Duration.ofHours(count));
      case "day" -> Optional.of(Duration.ofDays(count));
      default -> Optional.empty();
    };
  }

  static List<String> texts(JsonNode array) {
    var texts = new ArrayList<String>();
    array.forEach(item -> text(item).ifPresent(texts::add));
    return texts;
  }

  static Optional<String> text(JsonNode node) {
    return node.isTextual() && !node.asText().isBlank()
        ? Optional.of(node.asText())
        : Optional.empty();
  }

  private static boolean isEmpty(JsonNode node) {
    return node.isMissingNode() || node.isNull() || (node.isContainerNode() && node.isEmpty());
  }
}
