package dev.prunella.app.project;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.prunella.app.contract.ContractReader;
import dev.prunella.app.contract.Yaml;
import dev.prunella.app.yaml.Problems;
import dev.prunella.connect.dbt.DbtContract;
import dev.prunella.connect.dbt.DbtPipeline;
import dev.prunella.contract.Check;
import dev.prunella.contract.CodePlace;
import dev.prunella.contract.Measure;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a dbt project's tests promise, read as the contract that they amount to. */
final class DbtChecks {
  private static final ObjectMapper JSON = new ObjectMapper();

  private DbtChecks() {}

  /**
   * The checks.
   *
   * @param shown where the dbt project lies, for people
   */
  static List<Check> of(String project, DbtPipeline dbt, String shown) {
    var document = JSON.valueToTree(DbtContract.of(project, dbt));
    var places = new HashMap<String, CodePlace>();
    for (var check : dbt.checks()) {
      var file = shown.isEmpty() ? check.test().file() : shown + "/" + check.test().file();
      places.put(DbtContract.ruleId(check.test()), CodePlace.file(file));
    }
    // A manifest that says two things about one column is dbt's affair: what can be read is.
    return ContractReader.read(
            DbtPlace.IN_TREE, Yaml.of(document), new Problems().in(DbtPlace.IN_TREE))
        .stream()
        .flatMap(file -> file.contract().tables().stream())
        .flatMap(table -> table.checks().stream())
        .filter(check -> !(check.measure() instanceof Measure.HasColumn))
        .map(check -> placed(check, places))
        .toList();
  }

  private static Check placed(Check check, Map<String, CodePlace> places) {
    var id = check.id().substring(check.id().lastIndexOf('.') + 1);
    var place =
        places.getOrDefault(
            id,
            places.getOrDefault(
                id.substring(0, Math.max(0, id.lastIndexOf(DbtContract.WARNING))),
                CodePlace.file(DbtPlace.IN_TREE)));
    return new Check(
        check.id(),
        check.table(),
        check.measure(),
        check.expectation(),
        check.unit(),
        check.severity(),
        check.dimension(),
        check.description(),
        place,
        check.onFailure());
  }
}
