package dev.prunella.connect.dbt;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A test: a query whose rows are what is wrong.
 *
 * @param generic which generic test it is, such as {@code unique} or {@code
 *     dbt_utils.at_least_one}; empty for one written by hand
 * @param arguments of the generic test, as JSON would have them; without the model
 * @param column that it is about, where it is about one
 * @param attached id of the node that it is about
 * @param warns whether a finding only warns
 * @param warnIf the condition on the number of findings, such as {@code != 0}
 * @param compiled the query after templating
 */
public record DbtTest(
    String id,
    String file,
    Optional<String> generic,
    Map<String, Object> arguments,
    Optional<String> column,
    Optional<String> attached,
    boolean warns,
    String warnIf,
    String errorIf,
    String failCalc,
    Optional<String> where,
    Optional<String> compiled,
    List<String> dependsOn,
    String description) {
  public DbtTest {
    arguments = Collections.unmodifiableMap(new LinkedHashMap<>(arguments));
    dependsOn = List.copyOf(dependsOn);
  }
}
