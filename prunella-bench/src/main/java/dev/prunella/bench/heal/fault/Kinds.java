package dev.prunella.bench.heal.fault;

import dev.prunella.bench.heal.scenario.Parameter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** All kinds that there are. */
public final class Kinds {
  private Kinds() {}

  /** By name, in the order of the library. */
  public static Map<String, Kind> all() {
    var kinds = new LinkedHashMap<String, Kind>();
    Stream.of(
            ServerKinds.all(),
            FileKinds.all(),
            ReferenceKinds.all(),
            SchemaKinds.all(),
            ValueKinds.all(),
            LoadKinds.all(),
            CodeKinds.all(),
            PeopleKinds.all(),
            InfrastructureKinds.all(),
            LifeKinds.all())
        .flatMap(List::stream)
        .forEach(
            kind -> {
              if (kinds.put(kind.name(), kind) != null) {
                throw new IllegalStateException("there are two kinds named " + kind.name());
              }
            });
    return kinds;
  }

  /** What each wants to know. */
  public static Map<String, List<Parameter>> parameters() {
    var parameters = new LinkedHashMap<String, List<Parameter>>();
    all().forEach((name, kind) -> parameters.put(name, kind.parameters()));
    return parameters;
  }
}
