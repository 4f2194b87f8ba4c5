package dev.prunella.connect.dbt;

import dev.prunella.refs.TableName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a dbt project's tests promise, as a document of the Open Data Contract Standard, and back.
 * What the standard has no words for goes along as custom properties, so that nothing is lost.
 */
public final class DbtContract {
  /** Ends the id of a rule that only warns, beside another of the same test. */
  public static final String WARNING = "-warning";

  static final String TEST = "dbtTest";
  static final String TESTS = "dbtTests";
  static final String FRESHNESS = "dbtFreshness";

  private static final String COLUMN = "[A-Za-z_][A-Za-z0-9_]*";

  private final Map<TableName, Table> tables = new TreeMap<>();
  private final List<Object> slas = new ArrayList<>();

  private DbtContract() {}

  /** A table's part of the document, while it is made. */
  private static final class Table {
    private final Map<String, List<Object>> columns = new LinkedHashMap<>();
    private final List<Object> rules = new ArrayList<>();
    private final List<Object> custom = new ArrayList<>();

    List<Object> column(String name) {
      return columns.computeIfAbsent(name, _ -> new ArrayList<>());
    }
  }

  /**
   * How fresh a source is to be.
   *
   * @param source what the dbt project calls it
   */
  public record Fresh(
      TableName table,
      Optional<String> source,
      Optional<String> loadedAt,
      Optional<Duration> warnAfter,
      Optional<Duration> errorAfter) {}

  /**
   * The document, as maps, lists, texts, numbers and flags.
   *
   * @param project whose tests they are
   */
  public static Map<String, Object> of(String project, DbtPipeline dbt) {
    var made = new DbtContract();
    var homeless = new ArrayList<Object>();
    for (var check : dbt.checks()) {
      var table = check.table();
      if (table.isPresent()) {
        made.add(table.get(), check);
      } else {
        homeless.add(DbtTests.written(check.test()));
      }
    }
    dbt.needed().forEach(made::add);
    return made.document(project, homeless);
  }

  /** By which a test's rule is called in the document. */
  public static String ruleId(DbtTest test) {
    return test.id().replaceAll("[^A-Za-z0-9_-]+", "-");
  }

  private Table table(TableName name) {
    return tables.computeIfAbsent(name, _ -> new Table());
  }

  private void add(TableName name, DbtPipeline.Check check) {
    var table = table(name);
    var column = check.test().column().filter(c -> !c.isBlank());
    var into = column.map(table::column).orElse(table.rules);
    into.addAll(DbtRules.of(check));
  }

  private void add(DbtPipeline.Needed source) {
    if (source.warnAfter().isEmpty() && source.errorAfter().isEmpty()) {
      return;
    }
    var table = table(source.table());
    var written = new LinkedHashMap<String, Object>();
    source.source().ifPresent(s -> written.put("source", s));
    source.loadedAt().ifPresent(s -> written.put("loadedAt", s));
    source.warnAfter().ifPresent(d -> written.put("warnAfter", d.toString()));
    source.errorAfter().ifPresent(d -> written.put("errorAfter", d.toString()));
    table.custom.add(property(FRESHNESS, written));
    var column = source.loadedAt().filter(c -> c.matches(COLUMN));
    if (source.loadedAt().isPresent() && column.isEmpty()) {
      var rule = new LinkedHashMap<String, Object>();
      rule.put("type", "text");
      rule.put(
          "description",
          "dbt judges freshness by an expression, which is left to dbt: "
              + source.loadedAt().get());
      table.rules.add(rule);
      return;
    }
    column.ifPresent(table::column);
    var element = source.table() + column.map(c -> "." + c).orElse("");
    source.errorAfter().ifPresent(after -> slas.add(sla("freshness", after, element)));
    source.warnAfter().ifPresent(after -> slas.add(sla("freshnessWarning", after, element)));
  }

  private static Map<String, Object> sla(String property, Duration after, String element) {
    var sla = new LinkedHashMap<String, Object>();
    boolean days = after.toHours() % 24 == 0 && after.toMinutes() % 60 == 0;
    boolean hours = after.toMinutes() % 60 == 0;
    sla.put("property", property);
    sla.put("value", days ? after.toDays() : hours ? after.toHours() : after.toMinutes());
    sla.put("unit", days ? "day" : hours ? "hour" : "minute");
    sla.put("element", element);
    return sla;
  }

  static Map<String, Object> property(String name, Object value) {
    var property = new LinkedHashMap<String, Object>();
    property.put("property", name);
    property.put("value", value);
    return property;
  }

  private Map<String, Object> document(String project, List<Object> homeless) {
    var top = new LinkedHashMap<String, Object>();
    top.put("apiVersion", "v3.1.0");
    top.put("kind", "DataContract");
    top.put("id", "dbt-" + project.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_-]+", "-"));
    top.put("version", "1.0.0");
    top.put("status", "active");
    var schema = new ArrayList<Object>();
    tables.forEach((name, table) -> schema.add(written(name, table)));
    top.put("schema", schema);
    if (!slas.isEmpty()) {
      top.put("slaProperties", slas);
    }
    if (!homeless.isEmpty()) {
      top.put("customProperties", List.of(property(TESTS, homeless)));
    }
    return top;
  }

  private static Map<String, Object> written(TableName name, Table table) {
    var node = new LinkedHashMap<String, Object>();
    node.put("name", name.toString());
    node.put("physicalType", "table");
    var properties = new ArrayList<Object>();
    table.columns.forEach(
        (column, rules) -> {
          var property = new LinkedHashMap<String, Object>();
          property.put("name", column);
          if (!rules.isEmpty()) {
            property.put("quality", rules);
          }
          properties.add(property);
        });
    if (!properties.isEmpty()) {
      node.put("properties", properties);
    }
    if (!table.rules.isEmpty()) {
      node.put("quality", table.rules);
    }
    if (!table.custom.isEmpty()) {
      node.put("customProperties", table.custom);
    }
    return node;
  }

  /**
   * The tests that a document was made of, in its order.
   *
   * @throws DbtException if what it says of one of them cannot be read
   */
  public static List<DbtTest> tests(Map<String, Object> document) {
    var found = new ArrayList<DbtTest>();
    for (var table : Tree.maps(document.get("schema"))) {
      for (var column : Tree.maps(table.get("properties"))) {
        tests(column, found);
      }
      tests(table, found);
    }
    Tree.property(document, TESTS)
        .ifPresent(all -> Tree.maps(all).forEach(test -> found.add(DbtTests.read(test))));
    return List.copyOf(found);
  }

  private static void tests(Map<String, Object> owner, List<DbtTest> found) {
    for (var rule : Tree.maps(owner.get("quality"))) {
      Tree.property(rule, TEST).map(Tree::map).ifPresent(test -> found.add(DbtTests.read(test)));
    }
  }

  /**
   * What a document says of dbt's freshness, in its order.
   *
   * @throws DbtException if it cannot be read
   */
  public static List<Fresh> freshness(Map<String, Object> document) {
    var found = new ArrayList<Fresh>();
    for (var table : Tree.maps(document.get("schema"))) {
      Tree.property(table, FRESHNESS)
          .map(Tree::map)
          .ifPresent(
              written ->
                  found.add(
                      new Fresh(
                          TableName.parse(Tree.text(table, "name").orElse("?")),
                          Tree.text(written, "source"),
                          Tree.text(written, "loadedAt"),
                          Tree.text(written, "warnAfter").map(Duration::parse),
                          Tree.text(written, "errorAfter").map(Duration::parse))));
    }
    return List.copyOf(found);
  }
}
