package dev.prunella.local.gc;

import java.util.Locale;

/** What a file of a table is for, as its name tells: garbage is not opened to find out. */
public enum FileSort {
  METADATA,
  MANIFEST,
  DATA,
  DELETES,
  OTHER;

  static FileSort of(String location) {
    var path = location.toLowerCase(Locale.ROOT);
    var name = path.substring(path.lastIndexOf('/') + 1);
    if (name.endsWith(".metadata.json") || name.contains(".metadata.json.")) {
      return METADATA;
    }
    if (path.contains("/metadata/")) {
      return name.endsWith(".avro") ? MANIFEST : OTHER;
    }
    if (name.contains("-deletes.") || name.contains("delete-") || name.endsWith(".puffin")) {
      return DELETES;
    }
    return name.matches(".*\\.(parquet|avro|orc)") ? DATA : OTHER;
  }
}
