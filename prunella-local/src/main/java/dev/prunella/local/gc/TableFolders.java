package dev.prunella.local.gc;

import dev.prunella.refs.EntryKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableProperties;

/**
 * Which files of the warehouse are tables' own. Everything else there is somebody else's and never
 * touched. Thread-safe.
 */
final class TableFolders {
  /** Folders with a dot are somebody's own, save those in which our writer stages its files. */
  private static final Pattern HIDDEN =
      Pattern.compile(
          "\\.(?!writing-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$).*");

  /** As Iceberg's writers and ours name files: with a UUID, hence never chosen by a person. */
  private static final Pattern GENERATED =
      Pattern.compile(
          "(?i).*[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}.*"
              + "\\.(parquet|avro|orc|puffin|stats|metadata\\.json(\\.gz)?)");

  private static final List<String> ELSEWHERE =
      List.of(
          TableProperties.WRITE_DATA_LOCATION,
          TableProperties.WRITE_METADATA_LOCATION,
          "write.object-storage.path",
          "write.folder-storage.path");

  private final Locations locations;
  private final Map<String, String> directories = new ConcurrentHashMap<>();
  private final Map<String, String> elsewhere = new ConcurrentHashMap<>();

  TableFolders(Locations locations) {
    this.locations = locations;
  }

  /**
   * Learns a table's directory from where its metadata lies; says it, if it is in the warehouse.
   */
  Optional<String> learn(EntryKey key, String metadataLocation) {
    var directory = metadataLocation.replaceFirst("/metadata/[^/]+$", "");
    if (directory.equals(metadataLocation)) {
      return Optional.empty();
    }
    var inside = locations.inside(directory);
    inside.ifPresent(d -> directories.putIfAbsent(d, key.toString()));
    return inside;
  }

  /** Learns a directory of which nothing more is known. */
  void learn(String relativeDirectory) {
    directories.putIfAbsent(relativeDirectory, relativeDirectory);
  }

  /** Learns where a table's metadata says that its files lie. */
  void learn(EntryKey key, TableMetadata metadata) {
    var location = Optional.ofNullable(metadata.location());
    location.flatMap(locations::inside).ifPresent(d -> directories.putIfAbsent(d, key.toString()));
    for (var property : ELSEWHERE) {
      var path = metadata.properties().get(property);
      if (path != null) {
        locations.inside(path).ifPresent(d -> elsewhere.putIfAbsent(d, key.toString()));
      }
    }
  }

  /**
   * The table to which a file belongs; empty when it is nobody's or somebody else's.
   *
   * @param path below the warehouse's root
   */
  Optional<String> owner(String path) {
    var parents = parents(path);
    if (parents.stream()
        .anyMatch(p -> HIDDEN.matcher(p.substring(p.lastIndexOf('/') + 1)).matches())) {
      return Optional.empty();
    }
    for (var parent : parents) {
      var table = directories.get(parent);
      var rest = path.substring(parent.length() + 1);
      if (table != null && (rest.startsWith("data/") || rest.startsWith("metadata/"))) {
        return Optional.of(table);
      }
    }
    if (!GENERATED.matcher(path.substring(path.lastIndexOf('/') + 1)).matches()) {
      return Optional.empty();
    }
    for (var parent : parents) {
      var table = elsewhere.get(parent);
      if (table != null) {
        return Optional.of(table);
      }
    }
    // A folder that this lake never knew may be another lake's: two may share one warehouse.
    return Optional.empty();
  }

  /** The directories around a path, the nearest first. */
  private static List<String> parents(String path) {
    var parents = new ArrayList<String>();
    for (int i = path.lastIndexOf('/'); i > 0; i = path.lastIndexOf('/', i - 1)) {
      parents.add(path.substring(0, i));
    }
    return parents;
  }
}
