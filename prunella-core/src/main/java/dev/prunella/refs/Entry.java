package dev.prunella.refs;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a name in the lake stands for. */
public sealed interface Entry {

  /**
   * An Iceberg table.
   *
   * @param uuid the table's own id: the same name with another id is another table
   * @param metadataLocation the metadata file that is current here
   */
  record Table(String uuid, String metadataLocation) implements Entry {}

  /** An Iceberg view; the parts mean what they mean for a table. */
  record View(String uuid, String metadataLocation) implements Entry {}

  /** A namespace and its properties. */
  record Namespace(SortedMap<String, String> properties) implements Entry {
    public Namespace {
      properties = Collections.unmodifiableSortedMap(new TreeMap<>(properties));
    }

    public static Namespace of(Map<String, String> properties) {
      return new Namespace(new TreeMap<>(properties));
    }
  }
}
