package dev.prunella.local.merge;

import org.apache.iceberg.LocationProviders;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;

/**
 * A table that is only table metadata in memory: Iceberg's operations plan and write against it,
 * and none can commit.
 */
record StagedOperations(TableMetadata current, FileIO io) implements TableOperations {

  @Override
  public TableMetadata refresh() {
    return current;
  }

  @Override
  public void commit(TableMetadata base, TableMetadata metadata) {
    throw new UnsupportedOperationException(
        "a merge is published by a lake commit, not by a table's own commit");
  }

  @Override
  public String metadataFileLocation(String fileName) {
    String folder = current.properties().get(TableProperties.WRITE_METADATA_LOCATION);
    return (folder == null ? current.location() + "/metadata" : folder.replaceAll("/+$", ""))
        + "/"
        + fileName;
  }

  @Override
  public LocationProvider locationProvider() {
    return LocationProviders.locationsFor(current.location(), current.properties());
  }
}
