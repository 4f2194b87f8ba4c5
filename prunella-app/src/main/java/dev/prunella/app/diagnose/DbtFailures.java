package dev.prunella.app.diagnose;

import dev.prunella.connect.dbt.DbtManifest;
import dev.prunella.connect.dbt.DbtModel;
import dev.prunella.connect.dbt.DbtOwner;
import dev.prunella.connect.dbt.DbtRunResults;
import dev.prunella.connect.dbt.DbtTest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The nodes of a dbt build that failed, each with the text to diagnose.
 *
 * @param skipped how many nodes were not run because of them
 */
public record DbtFailures(List<Node> nodes, int skipped) {

  /**
   * A failed node.
   *
   * @param id dbt's {@code unique_id}
   * @param name such as {@code stg_trips}
   * @param kind such as {@code model}
   * @param about for a test, the node that it tests
   * @param text what failed, and what dbt said
   */
  public record Node(
      String id,
      String name,
      String kind,
      Optional<String> file,
      Optional<String> owner,
      Optional<String> about,
      String text) {}

  public DbtFailures {
    nodes = List.copyOf(nodes);
  }

  /** Joins what a build says with what the project's manifest knows, where there is one. */
  public static DbtFailures of(DbtRunResults results, Optional<DbtManifest> manifest) {
    var models = new LinkedHashMap<String, DbtModel>();
    var tests = new LinkedHashMap<String, DbtTest>();
    manifest.ifPresent(
        m -> {
          m.models().forEach(model -> models.put(model.id(), model));
          m.tests().forEach(test -> tests.put(test.id(), test));
        });
    var nodes = new ArrayList<Node>();
    for (var result : results.results()) {
      if (result.failed()) {
        var test = Optional.ofNullable(tests.get(result.id()));
        nodes.add(test.map(t -> test(result, t, models)).orElseGet(() -> node(result, models)));
      }
    }
    return new DbtFailures(nodes, results.skipped());
  }

  private static Node node(DbtRunResults.Result result, Map<String, DbtModel> models) {
    var model = Optional.ofNullable(models.get(result.id()));
    return new Node(
        result.id(),
        result.name(),
        result.kind(),
        model.map(DbtModel::file),
        model.flatMap(DbtModel::owner).map(DbtOwner::toString),
        Optional.empty(),
        result.kind().equals("test") && result.status().equals("fail")
            ? "Failure in test: " + result.name() + "\n" + result.message()
            : result.message());
  }

  private static Node test(
      DbtRunResults.Result result, DbtTest test, Map<String, DbtModel> models) {
    var about = test.attached().or(() -> test.dependsOn().stream().findFirst());
    var model = about.map(models::get).flatMap(Optional::ofNullable);
    var text = result.message();
    if (result.status().equals("fail")) {
      text =
          "Failure in test: "
              + test.generic().map(DbtFailures::generic).orElse("data test of the project's own")
              + about.map(id -> " of " + lastPart(id)).orElse("")
              + test.column().map(c -> ", column " + c).orElse("")
              + "\n"
              + result.message();
    }
    return new Node(
        result.id(),
        result.name(),
        "test",
        Optional.of(test.file()),
        model.flatMap(DbtModel::owner).map(DbtOwner::toString),
        about.map(DbtFailures::lastPart),
        text);
  }

  private static String generic(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  private static String lastPart(String id) {
    return id.substring(id.lastIndexOf('.') + 1);
  }
}
