package dev.prunella.local.gc;

import dev.prunella.refs.LakeException;
import dev.prunella.refs.Problem;
import java.util.List;
import org.apache.iceberg.io.SupportsPrefixOperations;

/**
 * Looks whether needed files are known again in the storage's own listing. If they were not, by a
 * mistaken warehouse or another way of writing the same path, all of them would seem garbage.
 */
final class SpellingCheck {
  private final SupportsPrefixOperations io;
  private final Locations locations;
  private final TableFiles files;

  SpellingCheck(SupportsPrefixOperations io, Locations locations, TableFiles files) {
    this.io = io;
    this.locations = locations;
    this.files = files;
  }

  void requireSame() {
    List<String> samples = files.samplesInWarehouse();
    if (samples.isEmpty() && files.metadataFiles() > 0) {
      throw new LakeException(
          Problem.BAD_REQUEST,
          "none of the lake's %d table states lies in the warehouse '%s': is it this lake's?"
              .formatted(files.metadataFiles(), locations.listing()));
    }
    samples.forEach(this::requireListed);
  }

  private void requireListed(String sample) {
    var relative = locations.inside(sample).orElseThrow();
    var directory = relative.substring(0, relative.lastIndexOf('/') + 1);
    for (var file : io.listPrefix(locations.at(directory))) {
      if (locations.same(file.location(), sample)) {
        return;
      }
    }
    throw new LakeException(
        Problem.STORAGE_FAILED,
        "the listing of '%s' does not show '%s', which the lake needs and could read; nothing was"
                .formatted(locations.at(directory), sample)
            + " deleted");
  }
}
