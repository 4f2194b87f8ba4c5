package dev.prunella.local.iceberg;

import dev.prunella.refs.Change;
import dev.prunella.refs.Entry;
import dev.prunella.refs.EntryKey;
import java.util.Optional;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchViewException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.view.BaseViewOperations;
import org.apache.iceberg.view.ViewMetadata;
import org.jspecify.annotations.Nullable;

/** Reads and commits one view of a branch. */
final class LakeViewOperations extends BaseViewOperations {
  private final LakeFiles files;
  private final Viewpoint viewpoint;
  private final TableIdentifier identifier;
  private final EntryKey key;

  /** What {@link #current()} was read from. */
  private Optional<Entry.View> loaded = Optional.empty();

  LakeViewOperations(LakeFiles files, Viewpoint viewpoint, TableIdentifier identifier) {
    this.files = files;
    this.viewpoint = viewpoint;
    this.identifier = identifier;
    this.key = Names.relation(identifier);
  }

  @Override
  protected String viewName() {
    return identifier.toString();
  }

  @Override
  protected FileIO io() {
    return files.io();
  }

  @Override
  protected void doRefresh() {
    var found =
        viewpoint.entry(key).filter(Entry.View.class::isInstance).map(Entry.View.class::cast);
    if (found.isEmpty()) {
      if (loaded.isPresent()) {
        loaded = Optional.empty();
        throw new NoSuchViewException("View does not exist: %s", identifier);
      }
      disableRefresh();
      return;
    }
    loaded = found;
    refreshFromMetadataLocation(
        found.get().metadataLocation(),
        e -> false,
        0,
        location -> files.readView(identifier, viewpoint.name(), location));
  }

  @Override
  public void commit(@Nullable ViewMetadata base, ViewMetadata metadata) {
    viewpoint.requireWritable();
    super.commit(base, metadata);
  }

  @Override
  protected void doCommit(@Nullable ViewMetadata base, ViewMetadata metadata) {
    draft(base, metadata)
        .settle(files, viewpoint, (base == null ? "create view " : "change view ") + identifier);
  }

  private Draft draft(@Nullable ViewMetadata base, ViewMetadata metadata) {
    files.locations().check(identifier, base, metadata);
    if (base == null) {
      Draft.requireNamespace(viewpoint.lake(), viewpoint.head(), key);
    }
    String location = writeNewMetadataIfRequired(metadata);
    var entry = new Entry.View(metadata.uuid(), location);
    var change =
        base == null ? Change.create(key, entry) : Change.replace(key, loaded.orElseThrow(), entry);
    return new Draft(identifier, change, Draft.own(location, metadata.metadataFileLocation()));
  }
}
