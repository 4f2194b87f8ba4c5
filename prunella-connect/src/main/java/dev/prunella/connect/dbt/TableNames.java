package dev.prunella.connect.dbt;

import dev.prunella.refs.TableName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How tables of the warehouse are called in the lake. The target's own database and schema are
 * dropped, because they are called otherwise for each developer; so is the target's part of a
 * custom schema ({@code dev_marts} is {@code marts}). What lies in another schema or database keeps
 * its name.
 */
final class TableNames {
  private final String database;
  private final String schema;

  private TableNames(String database, String schema) {
    this.database = database;
    this.schema = schema;
  }

  static TableNames of(DbtManifest manifest) {
    var built =
        Stream.concat(
                manifest.models().stream().map(DbtModel::relation),
                manifest.seeds().stream().map(DbtSeed::relation))
            .toList();
    var usual = built.stream().filter(r -> r.customSchema().isEmpty()).toList();
    var judged = usual.isEmpty() ? built : usual;
    return new TableNames(
        mostFrequent(built.stream().map(DbtRelation::database).toList()),
        mostFrequent(judged.stream().map(DbtRelation::schema).toList()));
  }

  private static String mostFrequent(List<String> names) {
    var counts = new HashMap<String, Integer>();
    names.forEach(n -> counts.merge(n, 1, Integer::sum));
    return counts.entrySet().stream()
        .max(
            Map.Entry.<String, Integer>comparingByValue()
                .thenComparing(Map.Entry.comparingByKey(Comparator.reverseOrder())))
        .map(Map.Entry::getKey)
        .orElse("");
  }

  /** The table of a model, seed or source; empty for a name that no table of the lake can have. */
  Optional<TableName> of(DbtRelation relation) {
    boolean made =
        !relation.customSchema().isEmpty()
            && relation.schema().equals(schema + "_" + relation.customSchema());
    return name(
        relation.database(),
        made ? relation.customSchema() : relation.schema(),
        relation.identifier());
  }

  /** The table that a name in compiled SQL means, when the manifest does not know it. */
  Optional<TableName> of(TableName written) {
    var parts = written.parts();
    int size = parts.size();
    return switch (size) {
      case 1 -> Optional.of(written);
      case 2 -> name(database, parts.get(0), parts.get(1));
      case 3 -> name(parts.get(0), parts.get(1), parts.get(2));
      default -> Optional.empty();
    };
  }

  private Optional<TableName> name(String itsDatabase, String itsSchema, String identifier) {
    var parts = new ArrayList<String>();
    boolean foreign = !itsDatabase.isEmpty() && !itsDatabase.equals(database);
    if (foreign) {
      parts.add(itsDatabase);
    }
    if (!itsSchema.isEmpty() && (foreign || !itsSchema.equals(schema))) {
      parts.add(itsSchema);
    }
    parts.add(identifier);
    try {
      return Optional.of(new TableName(parts));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The names by which compiled SQL may call a relation. */
  static List<TableName> written(DbtRelation relation) {
    var found = new ArrayList<TableName>();
    if (relation.identifier().isEmpty() || relation.schema().isEmpty()) {
      return found;
    }
    found.add(TableName.of(relation.schema(), relation.identifier()));
    if (!relation.database().isEmpty()) {
      found.add(TableName.of(relation.database(), relation.schema(), relation.identifier()));
    }
    return found;
  }
}
