package dev.prunella.app.heal;

import dev.prunella.outside.OutsideRun.Alias;
import dev.prunella.outside.OutsideRun.Dataset;
import dev.prunella.refs.TableName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Tells which of the project's tables a dataset of somebody else's is: by its names, letter for
 * letter. Catalogs put names before ours: {@code prunella.default.orders} is {@code orders}.
 */
record TableOfDataset(Collection<TableName> tables) {
  /** What catalogs call the namespace of a table that has none. */
  private static final String NO_NAMESPACE = "default";

  /** The table; the one with the most to its name where several fit. */
  Optional<TableName> find(Dataset dataset) {
    var names = names(dataset);
    return longest(names, false).or(() -> longest(names, true));
  }

  /** How it is called where it is no table of ours, as short as its producer has it. */
  static Optional<TableName> foreign(Dataset dataset) {
    return Stream.concat(dataset.aliases().stream().map(Alias::name), Stream.of(dataset.name()))
        .flatMap(name -> parsed(name).stream())
        .findFirst();
  }

  private static List<List<String>> names(Dataset dataset) {
    var names = new ArrayList<List<String>>();
    Stream.concat(dataset.aliases().stream().map(Alias::name), Stream.of(dataset.name()))
        .forEach(
            name -> {
              parsed(name).ifPresent(n -> names.add(n.parts()));
              if (name.contains("/")) {
                names.add(Stream.of(name.split("/")).filter(p -> !p.isEmpty()).toList());
              }
            });
    return names;
  }

  private static Optional<TableName> parsed(String name) {
    try {
      return Optional.of(TableName.parse(name));
    } catch (IllegalArgumentException e) {
      // Producers call paths and topics so as well.
      return Optional.empty();
    }
  }

  private Optional<TableName> longest(List<List<String>> names, boolean anywhere) {
    return tables.stream()
        .filter(
            table ->
                names.stream()
                    .anyMatch(name -> ends(name, table.parts()) && (anywhere || fits(name, table))))
        .max(Comparator.comparing((TableName t) -> t.parts().size()));
  }

  private static boolean ends(List<String> name, List<String> table) {
    return name.size() >= table.size()
        && name.subList(name.size() - table.size(), name.size()).equals(table);
  }

  /** Whether there is nothing before it but what catalogs put there. */
  private static boolean fits(List<String> name, TableName table) {
    var before = name.subList(0, name.size() - table.parts().size());
    return table.namespace().isEmpty()
        ? before.isEmpty() || (before.size() <= 2 && before.getLast().equals(NO_NAMESPACE))
        : before.size() <= 1;
  }
}
