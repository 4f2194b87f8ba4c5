package dev.prunella.local.iceberg;

import dev.prunella.refs.Change;
import dev.prunella.refs.Entry;
import dev.prunella.refs.EntryKey;
import java.util.Optional;
import org.apache.iceberg.BaseMetastoreTableOperations;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.io.FileIO;
import org.jspecify.annotations.Nullable;

/** Reads and commits one table of a branch. A commit is one commit of the lake. */
final class LakeTableOperations extends BaseMetastoreTableOperations {
  private final LakeFiles files;
  private final Viewpoint viewpoint;
  private final TableIdentifier identifier;
  private final EntryKey key;

  /** What {@link #current()} was read from. */
  private Optional<Entry.Table> loaded = Optional.empty();

  LakeTableOperations(LakeFiles files, Viewpoint viewpoint, TableIdentifier identifier) {
    this.files = files;
    this.viewpoint = viewpoint;
    this.identifier = identifier;
    this.key = Names.relation(identifier);
  }

  @Override
  protected String tableName() {
    return identifier.toString();
  }

  @Override
  public FileIO io() {
    return files.io();
  }

  @Override
  protected void doRefresh() {
    var found =
        viewpoint.entry(key).filter(Entry.Table.class::isInstance).map(Entry.Table.class::cast);
    if (found.isEmpty()) {
      if (loaded.isPresent()) {
        loaded = Optional.empty();
        throw new NoSuchTableException("Table does not exist: %s", identifier);
      }
      disableRefresh();
      return;
    }
    var table = found.get();
    if (loaded.filter(before -> !before.uuid().equals(table.uuid())).isPresent()) {
      throw new CommitFailedException(
          "%s on '%s' is another table now: it was dropped and created again",
          identifier, viewpoint.name());
    }
    loaded = found;
    refreshFromMetadataLocation(
        table.metadataLocation(),
        e -> false,
        0,
        location -> files.readTable(identifier, viewpoint.name(), location));
  }

  @Override
  public void commit(@Nullable TableMetadata base, TableMetadata metadata) {
    viewpoint.requireWritable();
    var admitted =
        base == metadata ? metadata : MetadataRules.admit(identifier.toString(), base, metadata);
    super.commit(base, admitted);
  }

  @Override
  protected void doCommit(@Nullable TableMetadata base, TableMetadata metadata) {
    draft(base, metadata).settle(files, viewpoint, Messages.of(identifier, base, metadata));
  }

  /** Writes the metadata file that a commit would point to. */
  Draft draft(@Nullable TableMetadata base, TableMetadata metadata) {
    files.locations().check(identifier, base, metadata);
    if (base == null && !viewpoint.makesNamespaces()) {
      Draft.requireNamespace(viewpoint.lake(), viewpoint.head(), key);
    }
    String location = writeNewMetadataIfRequired(base == null, metadata);
    var entry = new Entry.Table(metadata.uuid(), location);
    var change =
        base == null ? Change.create(key, entry) : Change.replace(key, loaded.orElseThrow(), entry);
    return new Draft(identifier, change, Draft.own(location, metadata.metadataFileLocation()));
  }
}
