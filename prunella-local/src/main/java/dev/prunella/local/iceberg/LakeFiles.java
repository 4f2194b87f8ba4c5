package dev.prunella.local.iceberg;

import dev.prunella.refs.LakeException;
import dev.prunella.refs.Problem;
import java.util.function.Supplier;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.view.ViewMetadata;
import org.apache.iceberg.view.ViewMetadataParser;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads metadata files, and says whose they are when they cannot be read. */
record LakeFiles(FileIO io, Locations locations, MetadataCache cache) {
  private static final Logger LOG = LoggerFactory.getLogger(LakeFiles.class);

  TableMetadata readTable(TableIdentifier name, String ref, String location) {
    return cache.get(
        location, () -> read(name, ref, location, () -> TableMetadataParser.read(io, location)));
  }

  /** Throws where a metadata file has gone, even if what it held is still remembered. */
  void requirePresent(TableIdentifier name, String ref, String location) {
    if (!io.newInputFile(location).exists()) {
      throw missing(name, ref, location, null);
    }
  }

  ViewMetadata readView(TableIdentifier name, String ref, String location) {
    return read(name, ref, location, () -> ViewMetadataParser.read(io, location));
  }

  private <T> T read(TableIdentifier name, String ref, String location, Supplier<T> reader) {
    try {
      return reader.get();
    } catch (NotFoundException e) {
      throw missing(name, ref, location, e);
    } catch (LakeException e) {
      throw e.problem() == Problem.FILE_MISSING ? missing(name, ref, location, e) : e;
    } catch (RuntimeException e) {
      throw new LakeException(
          Problem.LAKE_DAMAGED,
          "%s on '%s': its metadata file %s cannot be read: %s"
              .formatted(name, ref, location, e.getMessage()),
          e);
    }
  }

  private static LakeException missing(
      TableIdentifier name, String ref, String location, @Nullable RuntimeException cause) {
    return new LakeException(
        Problem.FILE_MISSING,
        // Iceberg's clients know the part in parentheses.
        "%s on '%s': its metadata file is missing (Failed to open input stream for file: %s)"
            .formatted(name, ref, location),
        cause);
  }

  /** Deletes a file that nothing points to; if that fails, garbage collection finds it. */
  void deleteUnused(String location) {
    try {
      io.deleteFile(location);
    } catch (RuntimeException e) {
      LOG.warn("{} is not needed and could not be deleted: {}", location, e.getMessage());
    }
  }
}
