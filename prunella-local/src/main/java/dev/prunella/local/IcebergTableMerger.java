package dev.prunella.local;

import dev.prunella.local.merge.MergeLimits;
import dev.prunella.local.merge.TableMerge;
import dev.prunella.local.merge.TableMergeResult;
import dev.prunella.refs.Entry;
import dev.prunella.refs.EntryKey;
import dev.prunella.refs.TableMerger;
import java.time.Clock;
import java.util.Locale;
import java.util.UUID;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.io.FileIO;

/** Merges a table that both sides changed, and writes the metadata file of the outcome. */
final class IcebergTableMerger implements TableMerger {
  private final FileIO io;
  private final TableMerge merge;

  IcebergTableMerger(FileIO io, Clock clock) {
    this.io = io;
    this.merge = new TableMerge(io, clock, MergeLimits.defaults());
  }

  @Override
  public Outcome merge(EntryKey key, Entry.Table base, Entry.Table ours, Entry.Table theirs) {
    var result =
        merge.merge(
            LocalLake.metadata(io, key, base),
            LocalLake.metadata(io, key, ours),
            LocalLake.metadata(io, key, theirs));
    return switch (result) {
      case TableMergeResult.Conflicted(var conflicts) -> new Outcome.Conflicting(conflicts);
      case TableMergeResult.Merged(var metadata, var _) ->
          new Outcome.Merged(new Entry.Table(ours.uuid(), location(metadata)));
    };
  }

  /** Where the merged metadata lies; written first, unless one side's own serves. */
  private String location(TableMetadata metadata) {
    if (metadata.metadataFileLocation() != null) {
      return metadata.metadataFileLocation();
    }
    var location =
        String.format(
            Locale.ROOT,
            "%s/metadata/%05d-%s.metadata.json",
            metadata.location().replaceFirst("/+$", ""),
            metadata.previousFiles().size(),
            UUID.randomUUID());
    TableMetadataParser.write(metadata, io.newOutputFile(location));
    return location;
  }
}
