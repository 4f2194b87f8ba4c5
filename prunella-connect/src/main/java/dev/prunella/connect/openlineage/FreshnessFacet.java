package dev.prunella.connect.openlineage;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.openlineage.client.OpenLineage;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How fresh a dataset is for its readers: a facet of our own, with its schema in the docs. */
@JsonAutoDetect(
    getterVisibility = Visibility.NONE,
    isGetterVisibility = Visibility.NONE,
    fieldVisibility = Visibility.NONE)
final class FreshnessFacet implements OpenLineage.DatasetFacet {
  static final String NAME = "prunella_freshness";
  static final URI SCHEMA =
      URI.create(
          "https://prunella.dev/spec/facets/1-0-0/PrunellaFreshnessDatasetFacet.json"
              + "#/$defs/PrunellaFreshnessDatasetFacet");

  private final URI producer;
  private final ReaderStanding standing;

  FreshnessFacet(URI producer, ReaderStanding standing) {
    this.producer = producer;
    this.standing = standing;
  }

  @Override
  @JsonProperty("_producer")
  public URI get_producer() {
    return producer;
  }

  @Override
  @JsonProperty("_schemaURL")
  public URI get_schemaURL() {
    return SCHEMA;
  }

  @Override
  public @Nullable Boolean get_deleted() {
    return null;
  }

  @JsonProperty("freshness")
  String freshness() {
    return standing.freshness();
  }

  @JsonProperty("through")
  @Nullable String through() {
    return standing.through().orElse(null);
  }

  @JsonProperty("staleSince")
  @Nullable String staleSince() {
    return standing.staleSince().map(Object::toString).orElse(null);
  }

  @JsonProperty("missing")
  @Nullable List<String> missing() {
    return standing.missing().isEmpty() ? null : standing.missing();
  }

  @JsonProperty("because")
  @Nullable String because() {
    return standing.because().orElse(null);
  }

  @Override
  public Map<String, Object> getAdditionalProperties() {
    return new LinkedHashMap<>();
  }
}
