package dev.prunella.local.iceberg;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.view.ViewMetadata;
import org.apache.iceberg.view.ViewProperties;
import org.jspecify.annotations.Nullable;

/**
 * Where files of tables and views may lie. Clients choose locations, and a catalog writes there
 * with its own rights: so it writes and reads below the warehouse only, and below what its owner
 * has allowed besides.
 *
 * @param warehouse where new tables and views go
 * @param alsoAllowed further directories
 */
record Locations(String warehouse, List<String> alsoAllowed) {
  private static final int LONGEST_PART = 40;
  private static final int DISTINCT_DIGITS = 12;

  Locations {
    warehouse = withoutSlash(warehouse);
    alsoAllowed = alsoAllowed.stream().map(Locations::withoutSlash).toList();
  }

  /**
   * A directory that no other table has or had. The names in it are for people only, so whatever
   * file systems and addresses could stumble over is replaced.
   */
  String fresh(TableIdentifier identifier) {
    var parts = new ArrayList<String>();
    parts.add(warehouse);
    for (var level : identifier.namespace().levels()) {
      parts.add(harmless(level));
    }
    var distinct = UUID.randomUUID().toString().replace("-", "").substring(0, DISTINCT_DIGITS);
    parts.add(harmless(identifier.name()) + "-" + distinct);
    return String.join("/", parts);
  }

  void check(TableIdentifier name, @Nullable TableMetadata base, TableMetadata next) {
    check(name, base == null ? null : base.location(), next.location());
    for (var property :
        List.of(
            TableProperties.WRITE_METADATA_LOCATION,
            TableProperties.WRITE_DATA_LOCATION,
            // Deprecated, and still obeyed by writers.
            "write.object-storage.path",
            "write.folder-storage.path")) {
      check(
          name,
          base == null ? null : base.properties().get(property),
          next.properties().get(property));
    }
  }

  void check(TableIdentifier name, @Nullable ViewMetadata base, ViewMetadata next) {
    check(name, base == null ? null : base.location(), next.location());
    var property = ViewProperties.WRITE_METADATA_LOCATION;
    check(
        name,
        base == null ? null : base.properties().get(property),
        next.properties().get(property));
  }

  private void check(TableIdentifier name, @Nullable String before, @Nullable String after) {
    if (after != null && !Objects.equals(before, after)) {
      requireAllowed(name, after);
    }
  }

  /** Throws a sentence when a location lies outside of what is allowed. */
  void requireAllowed(TableIdentifier name, String location) {
    if (!isBelow(warehouse, location)
        && alsoAllowed.stream().noneMatch(root -> isBelow(root, location))) {
      throw new ForbiddenException(
          "%s cannot lie at %s: the files of this lake lie below %s", name, location, warehouse);
    }
  }

  private static boolean isBelow(String root, String location) {
    String here = local(root);
    String there = withoutSlash(local(location));
    return (there.equals(here) || there.startsWith(here + "/"))
        && List.of(there.split("/", -1)).stream().noneMatch(".."::equals);
  }

  private static String local(String location) {
    return location.replaceFirst("^file:(//(?=/))?", "");
  }

  private static String withoutSlash(String location) {
    return location.replaceFirst("/+$", "");
  }

  private static String harmless(String name) {
    var safe = name.replaceAll("[^A-Za-z0-9_-]", "_");
    return safe.length() > LONGEST_PART ? safe.substring(0, LONGEST_PART) : safe;
  }
}
