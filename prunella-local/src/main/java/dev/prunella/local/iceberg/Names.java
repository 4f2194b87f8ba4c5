package dev.prunella.local.iceberg;

import dev.prunella.refs.EntryKey;
import java.util.List;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;

/** Translates between Iceberg's names and the lake's. */
final class Names {
  private Names() {}

  static EntryKey relation(TableIdentifier identifier) {
    return EntryKey.relation(List.of(identifier.namespace().levels()), identifier.name());
  }

  static EntryKey namespace(Namespace namespace) {
    return EntryKey.namespace(namespace.levels());
  }

  static TableIdentifier identifier(EntryKey relation) {
    return TableIdentifier.of(namespace(relation.parent()), relation.name());
  }

  static Namespace namespace(List<String> levels) {
    return Namespace.of(levels.toArray(String[]::new));
  }
}
