package dev.prunella.app.heal;

import dev.prunella.app.project.ProjectProblems;
import dev.prunella.app.run.Workspace;
import dev.prunella.outside.OutsideRun.Alias;
import dev.prunella.outside.OutsideRun.Dataset;
import dev.prunella.refs.Entry;
import dev.prunella.refs.Ref;
import dev.prunella.refs.TableName;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Tells which of the project's tables a dataset of somebody else's is: by its names, letter for
 * letter. Catalogs put names before ours: {@code prunella.default.orders} is {@code orders}. What
 * has another name before it, as {@code other.public.orders} has, may be anybody's: it is ours
 * {@link #probably} at most.
 */
public record TableOfDataset(Collection<TableName> tables) {
  /** What catalogs call the namespace of a table that has none. */
  private static final String NO_NAMESPACE = "default";

  public TableOfDataset {
    tables = List.copyOf(tables);
  }

  /** Those that are made, and those that are there. */
  static TableOfDataset of(Workspace workspace) {
    var tables = new TreeSet<TableName>();
    try {
      tables.addAll(workspace.codeTrees().nowOrOfMain().project().graph().tables());
    } catch (ProjectProblems e) {
      // The tables that are there still have their names; what is wrong is said by the schedule.
      tables.clear();
    }
    var lake = workspace.lake().lake();
    lake.entries(
        lake.head(Ref.MAIN),
        (key, entry) -> {
          if (entry instanceof Entry.Table) {
            tables.add(TableName.of(key));
          }
        });
    return new TableOfDataset(tables);
  }

  /** The table; the one with the most to its name where several fit. */
  public Optional<TableName> find(Dataset dataset) {
    var names = names(dataset);
    return longest(table -> names.stream().anyMatch(name -> fits(name, table)));
  }

  /** Which of them something elsewhere may be, by the last parts of its name alone. */
  Optional<TableName> probably(TableName foreign) {
    var name =
        foreign.parts().stream()
            .flatMap(part -> Stream.of(part.split("/")))
            .filter(part -> !part.isEmpty())
            .toList();
    return tables.contains(foreign) ? Optional.empty() : longest(table -> ends(name, table));
  }

  /** How it is called where it is no table of ours, as short as its producer has it. */
  public static Optional<TableName> foreign(Dataset dataset) {
    return Stream.concat(dataset.aliases().stream().map(Alias::name), Stream.of(dataset.name()))
        .flatMap(name -> parsed(name).stream())
        .findFirst();
  }

  private static List<List<String>> names(Dataset dataset) {
    return Stream.concat(dataset.aliases().stream().map(Alias::name), Stream.of(dataset.name()))
        .flatMap(name -> parsed(name).stream())
        .map(TableName::parts)
        .toList();
  }

  private static Optional<TableName> parsed(String name) {
    try {
      return Optional.of(TableName.parse(name));
    } catch (IllegalArgumentException e) {
      // Producers call paths and topics so as well.
      return Optional.empty();
    }
  }

  private Optional<TableName> longest(Predicate<TableName> isIt) {
    return tables.stream()
        .filter(isIt)
        .max(Comparator.comparing((TableName t) -> t.parts().size()));
  }

  private static boolean ends(List<String> name, TableName table) {
    int before = name.size() - table.parts().size();
    return before >= 0 && name.subList(before, name.size()).equals(table.parts());
  }

  /** Whether there is nothing before it but what catalogs put there. */
  private static boolean fits(List<String> name, TableName table) {
    if (!ends(name, table)) {
      return false;
    }
    var before = name.subList(0, name.size() - table.parts().size());
    return table.namespace().isEmpty()
        ? before.isEmpty() || (before.size() <= 2 && before.getLast().equals(NO_NAMESPACE))
        : before.size() <= 1;
  }
}
