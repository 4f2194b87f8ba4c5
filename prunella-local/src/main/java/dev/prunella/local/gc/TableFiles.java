package dev.prunella.local.gc;

import dev.prunella.refs.LakeException;
import dev.prunella.refs.ObjectId;
import dev.prunella.refs.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileIO;

/**
 * The files that retained metadata needs. Each metadata file, manifest list and manifest is read
 * once, however many commits and snapshots share it. Thread-safe.
 */
final class TableFiles {
  private static final int MOST_SAMPLES = 8;

  private final FileIO io;
  private final Locations locations;
  private final RawMark raw;
  private final FingerprintSet needed = new FingerprintSet();

  /**
   * What has been read, apart from what is needed: a hostile manifest that lists another table's
   * metadata as its data must not keep that metadata from being read.
   */
  private final FingerprintSet read = new FingerprintSet();

  private final List<String> samples = new ArrayList<>();
  private final AtomicLong metadataFiles = new AtomicLong();
  private final AtomicLong manifests = new AtomicLong();

  TableFiles(FileIO io, Locations locations, RawMark raw) {
    this.io = io;
    this.locations = locations;
    this.raw = raw;
  }

  void need(String location) {
    locations.fingerprints(location).forEach(needed::add);
  }

  boolean isNeeded(String location) {
    return locations.fingerprints(location).stream().anyMatch(needed::contains);
  }

  /** Whether this metadata file has not been asked about before. */
  boolean isNewTable(String metadataLocation) {
    return isNew("metadata", metadataLocation);
  }

  /** Marks all that one state of a table needs. */
  TableMetadata needTable(String metadataLocation) {
    need(metadataLocation);
    var metadata =
        reading(
            "metadata file",
            metadataLocation,
            () -> TableMetadataParser.read(io, metadataLocation));
    metadataFiles.incrementAndGet();
    sample(metadataLocation);
    metadata.snapshots().forEach(snapshot -> needSnapshot(metadata, snapshot));
    metadata.snapshots().forEach(snapshot -> raw.need(metadataLocation, snapshot));
    metadata.statisticsFiles().forEach(file -> need(file.path()));
    metadata.partitionStatisticsFiles().forEach(file -> need(file.path()));
    return metadata;
  }

  private void needSnapshot(TableMetadata metadata, Snapshot snapshot) {
    var list = snapshot.manifestListLocation();
    // Version 1 tables may name manifests in the snapshot itself and have no list.
    if (list != null) {
      if (!isNew("list", list)) {
        return;
      }
      need(list);
    }
    List<ManifestFile> all =
        reading("manifest list", String.valueOf(list), () -> snapshot.allManifests(io));
    for (var manifest : all) {
      if (isNew("manifest", manifest.path())) {
        need(manifest.path());
        reading("manifest", manifest.path(), () -> needManifest(metadata, manifest));
        manifests.incrementAndGet();
      }
    }
  }

  private boolean needManifest(TableMetadata metadata, ManifestFile manifest) throws IOException {
    try (var paths = ManifestFiles.readPaths(manifest, io, metadata.specsById())) {
      paths.forEach(this::need);
    }
    return true;
  }

  /** Some of the metadata files that were read, all in the warehouse. */
  List<String> samplesInWarehouse() {
    synchronized (samples) {
      return List.copyOf(samples);
    }
  }

  private void sample(String location) {
    synchronized (samples) {
      if (samples.size() < MOST_SAMPLES && locations.inside(location).isPresent()) {
        samples.add(location);
      }
    }
  }

  long metadataFiles() {
    return metadataFiles.get();
  }

  long manifests() {
    return manifests.get();
  }

  long needed() {
    return needed.size();
  }

  private boolean isNew(String sort, String location) {
    return read.add(ObjectId.of((sort + ' ' + location).getBytes(StandardCharsets.UTF_8)));
  }

  private interface Reading<T> {
    T read() throws IOException;
  }

  private static <T> T reading(String what, String location, Reading<T> reading) {
    try {
      return reading.read();
    } catch (NotFoundException e) {
      throw new LakeException(
          Problem.FILE_MISSING, "the " + what + " '" + location + "' is missing", e);
    } catch (LakeException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new LakeException(
          Problem.STORAGE_FAILED, "the " + what + " '" + location + "' cannot be read: " + e, e);
    }
  }
}
