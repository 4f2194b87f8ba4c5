package dev.prunella.connect.dbt;

import java.util.List;
import java.util.Optional;

/**
 * A declared consumer.
 *
 * @param type such as {@code dashboard}
 * @param maturity such as {@code high}
 */
public record DbtExposure(
    String id,
    String name,
    String type,
    Optional<String> maturity,
    Optional<String> url,
    String description,
    Optional<DbtOwner> owner,
    List<String> dependsOn) {
  public DbtExposure {
    dependsOn = List.copyOf(dependsOn);
  }
}
