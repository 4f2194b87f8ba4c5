package dev.prunella.connect.dbt;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Tests as trees, with all that they say. */
final class DbtTests {
  private DbtTests() {}

  static Map<String, Object> written(DbtTest test) {
    var tree = new LinkedHashMap<String, Object>();
    tree.put("id", test.id());
    tree.put("file", test.file());
    test.generic().ifPresent(v -> tree.put("generic", v));
    if (!test.arguments().isEmpty()) {
      tree.put("arguments", test.arguments());
    }
    test.column().ifPresent(v -> tree.put("column", v));
    test.attached().ifPresent(v -> tree.put("attached", v));
    tree.put("warns", test.warns());
    tree.put("warnIf", test.warnIf());
    tree.put("errorIf", test.errorIf());
    tree.put("failCalc", test.failCalc());
    test.where().ifPresent(v -> tree.put("where", v));
    test.compiled().ifPresent(v -> tree.put("compiled", v));
    if (!test.dependsOn().isEmpty()) {
      tree.put("dependsOn", test.dependsOn());
    }
    if (!test.description().isEmpty()) {
      tree.put("description", test.description());
    }
    return tree;
  }

  static DbtTest read(Map<String, Object> tree) {
    return new DbtTest(
        needed(tree, "id"),
        Tree.text(tree, "file").orElse(""),
        Tree.text(tree, "generic"),
        Tree.map(Optional.ofNullable(tree.get("arguments")).orElse(Map.of())),
        Tree.text(tree, "column"),
        Tree.text(tree, "attached"),
        Boolean.TRUE.equals(tree.get("warns")),
        needed(tree, "warnIf"),
        needed(tree, "errorIf"),
        needed(tree, "failCalc"),
        Tree.text(tree, "where"),
        Tree.text(tree, "compiled"),
        Tree.texts(tree.get("dependsOn")),
        Tree.text(tree, "description").orElse(""));
  }

  private static String needed(Map<String, Object> tree, String key) {
    return Tree.text(tree, key)
        .orElseThrow(
            () ->
                new DbtException(
                    "a dbt test in the contract has no '" + key + "'",
                    "take the custom property dbtTest from the original, or remove it"));
  }
}
