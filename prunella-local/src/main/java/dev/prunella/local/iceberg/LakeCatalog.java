package dev.prunella.local.iceberg;

import dev.prunella.refs.Change;
import dev.prunella.refs.Commit;
import dev.prunella.refs.Entry;
import dev.prunella.refs.EntryKey;
import dev.prunella.refs.Ref;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.NoSuchViewException;
import org.apache.iceberg.rest.requests.UpdateTableRequest;
import org.apache.iceberg.view.BaseMetastoreViewCatalog;
import org.apache.iceberg.view.View;
import org.apache.iceberg.view.ViewOperations;

/**
 * A branch of the lake, or the lake as it was at a commit, as an Iceberg catalog.
 *
 * <p>Each change is one commit of the branch; {@link #commitTransaction} changes any number of
 * tables in one. Dropping takes the name off the branch and leaves all files: garbage collection
 * frees what no ref and no retained commit needs. Not closed by its users, and thread-safe.
 */
public final class LakeCatalog extends BaseMetastoreViewCatalog implements SupportsNamespaces {
  private static final Map<String, String> PROPERTIES =
      MetadataRules.PINNED.entrySet().stream()
          .collect(
              Collectors.toUnmodifiableMap(
                  e -> CatalogProperties.TABLE_OVERRIDE_PREFIX + e.getKey(), Map.Entry::getValue));

  private final Viewpoint viewpoint;
  private final LakeFiles files;
  private final Namespaces namespaces;

  LakeCatalog(Viewpoint viewpoint, LakeFiles files) {
    this.viewpoint = viewpoint;
    this.files = files;
    this.namespaces = new Namespaces(viewpoint);
  }

  /** The branch, or the words by which the commit was asked for. */
  @Override
  public String name() {
    return viewpoint.name();
  }

  /** The commit that is read now. */
  public Commit head() {
    return viewpoint.head();
  }

  @Override
  protected Map<String, String> properties() {
    return PROPERTIES;
  }

  @Override
  protected TableOperations newTableOps(TableIdentifier identifier) {
    return new LakeTableOperations(files, viewpoint, identifier);
  }

  @Override
  protected ViewOperations newViewOps(TableIdentifier identifier) {
    return new LakeViewOperations(files, viewpoint, identifier);
  }

  @Override
  protected String defaultWarehouseLocation(TableIdentifier identifier) {
    return files.locations().fresh(identifier);
  }

  /** A table's metadata tables, {@code sales.orders.snapshots}, need a table to belong to. */
  @Override
  protected boolean isValidMetadataIdentifier(TableIdentifier identifier) {
    return !identifier.namespace().isEmpty() && super.isValidMetadataIdentifier(identifier);
  }

  // ---- tables

  /**
   * The table's current metadata file, without reading it; empty when there is no such table.
   *
   * @throws dev.prunella.refs.LakeException when the file has gone
   */
  public Optional<String> metadataLocation(TableIdentifier identifier) {
    var location =
        viewpoint
            .entry(Names.relation(identifier))
            .filter(Entry.Table.class::isInstance)
            .map(entry -> ((Entry.Table) entry).metadataLocation());
    location.ifPresent(file -> files.requirePresent(identifier, name(), file));
    return location;
  }

  @Override
  public List<TableIdentifier> listTables(Namespace namespace) {
    return list(namespace, Entry.Table.class);
  }

  /** Looks at the name only, and at no file. */
  @Override
  public boolean tableExists(TableIdentifier identifier) {
    return is(identifier, Entry.Table.class)
        || (isValidMetadataIdentifier(identifier)
            && is(TableIdentifier.of(identifier.namespace().levels()), Entry.Table.class));
  }

  @Override
  public boolean dropTable(TableIdentifier identifier) {
    return dropTable(identifier, false);
  }

  /**
   * Takes the table's name off the branch. No file is deleted, purge or not; a purge is refused
   * when the table can be seen from other branches or tags, so that nobody is led to believe that
   * its data is gone.
   */
  @Override
  public boolean dropTable(TableIdentifier identifier, boolean purge) {
    if (purge) {
      requireNobodyElseReads(identifier);
    }
    return drop(identifier, Entry.Table.class, "drop table ");
  }

  private void requireNobodyElseReads(TableIdentifier identifier) {
    var key = Names.relation(identifier);
    var here = viewpoint.entry(key);
    if (here.isPresent() && here.get() instanceof Entry.Table table) {
      var others =
          viewpoint.lake().store().refs().stream()
              .filter(ref -> !ref.name().equals(viewpoint.name()) && shows(ref, key, table))
              .map(ref -> "'" + ref.name() + "'")
              .toList();
      if (!others.isEmpty()) {
        throw new ForbiddenException(
            "%s cannot be purged: %s %s its files. Drop it without purge: 'prunella gc' frees them"
                + " when nothing needs them",
            identifier,
            String.join(", ", others.subList(0, Math.min(3, others.size()))),
            others.size() == 1 ? "reads" : "and others read");
      }
    }
  }

  private boolean shows(Ref ref, EntryKey key, Entry.Table table) {
    var lake = viewpoint.lake();
    return lake.entry(lake.commit(ref.head()), key)
        .filter(e -> e instanceof Entry.Table other && other.uuid().equals(table.uuid()))
        .isPresent();
  }

  @Override
  public void renameTable(TableIdentifier from, TableIdentifier to) {
    rename(from, to, Entry.Table.class);
  }

  @Override
  public Table registerTable(
      TableIdentifier identifier, String metadataFileLocation, boolean overwrite) {
    files.locations().requireAllowed(identifier, metadataFileLocation);
    if (!overwrite || !tableExists(identifier)) {
      return super.registerTable(identifier, metadataFileLocation);
    }
    viewpoint.requireWritable();
    var found = viewpoint.entry(Names.relation(identifier)).orElseThrow();
    var registered = files.readTable(identifier, name(), metadataFileLocation);
    var draft =
        new LakeTableOperations(files, viewpoint, identifier)
            .draft(null, MetadataRules.admit(identifier.toString(), null, registered))
            .replacing(found);
    draft.settle(files, viewpoint, "register table " + identifier);
    return loadTable(identifier);
  }

  @Override
  public Table registerTable(TableIdentifier identifier, String metadataFileLocation) {
    return registerTable(identifier, metadataFileLocation, false);
  }

  /**
   * Changes any number of tables in one commit of the branch: all of them or none.
   *
   * @throws CommitFailedException when a requirement does not hold; nothing was changed
   */
  public void commitTransaction(List<UpdateTableRequest> updates) {
    viewpoint.requireWritable();
    new TableTransaction(files, viewpoint).commit(updates);
  }

  // ---- views

  @Override
  public List<TableIdentifier> listViews(Namespace namespace) {
    return list(namespace, Entry.View.class);
  }

  @Override
  public View registerView(TableIdentifier identifier, String metadataFileLocation) {
    files.locations().requireAllowed(identifier, metadataFileLocation);
    return super.registerView(identifier, metadataFileLocation);
  }

  /** Looks at the name only, and at no file. */
  @Override
  public boolean viewExists(TableIdentifier identifier) {
    return is(identifier, Entry.View.class);
  }

  @Override
  public boolean dropView(TableIdentifier identifier) {
    return drop(identifier, Entry.View.class, "drop view ");
  }

  @Override
  public void renameView(TableIdentifier from, TableIdentifier to) {
    rename(from, to, Entry.View.class);
  }

  // ---- namespaces

  @Override
  public void createNamespace(Namespace namespace, Map<String, String> metadata) {
    namespaces.create(namespace, metadata);
  }

  @Override
  public List<Namespace> listNamespaces(Namespace parent) {
    return namespaces.list(parent);
  }

  @Override
  public Map<String, String> loadNamespaceMetadata(Namespace namespace) {
    return namespaces.properties(namespace);
  }

  @Override
  public boolean namespaceExists(Namespace namespace) {
    return namespaces.exists(viewpoint.head(), namespace);
  }

  @Override
  public boolean dropNamespace(Namespace namespace) {
    return namespaces.drop(namespace);
  }

  @Override
  public boolean setProperties(Namespace namespace, Map<String, String> properties) {
    return updateNamespace(namespace, properties, Set.of());
  }

  @Override
  public boolean removeProperties(Namespace namespace, Set<String> properties) {
    return updateNamespace(namespace, Map.of(), properties);
  }

  /** Sets and removes properties in one commit. */
  public boolean updateNamespace(
      Namespace namespace, Map<String, String> updates, Set<String> removals) {
    namespaces.update(namespace, updates, removals);
    return true;
  }

  // ---- within

  private boolean is(TableIdentifier identifier, Class<? extends Entry> kind) {
    return viewpoint.entry(Names.relation(identifier)).filter(kind::isInstance).isPresent();
  }

  private List<TableIdentifier> list(Namespace namespace, Class<? extends Entry> kind) {
    var head = viewpoint.head();
    namespaces.require(head, namespace);
    var parent = List.of(namespace.levels());
    var found = new ArrayList<EntryKey>();
    viewpoint
        .lake()
        .entries(
            head,
            (key, entry) -> {
              if (kind.isInstance(entry) && key.parent().equals(parent)) {
                found.add(key);
              }
            });
    return found.stream().sorted().map(Names::identifier).toList();
  }

  private boolean drop(TableIdentifier identifier, Class<? extends Entry> kind, String verb) {
    viewpoint.requireWritable();
    var key = Names.relation(identifier);
    if (!is(identifier, kind)) {
      return false;
    }
    var dropped = new AtomicBoolean();
    viewpoint.change(
        head -> {
          var found = viewpoint.lake().entry(head, key).filter(kind::isInstance);
          dropped.set(found.isPresent());
          return found.map(entry -> List.of(Change.remove(key, entry))).orElse(List.of());
        },
        verb + identifier);
    return dropped.get();
  }

  private void rename(TableIdentifier from, TableIdentifier to, Class<? extends Entry> kind) {
    viewpoint.requireWritable();
    boolean view = kind.equals(Entry.View.class);
    viewpoint.change(
        head -> {
          var source = Names.relation(from);
          var target = Names.relation(to);
          var moved = viewpoint.lake().entry(head, source).filter(kind::isInstance);
          if (moved.isEmpty()) {
            throw view
                ? new NoSuchViewException("View does not exist: %s", from)
                : new NoSuchTableException("Table does not exist: %s", from);
          }
          Draft.requireNamespace(viewpoint.lake(), head, target);
          var there = viewpoint.lake().entry(head, target);
          if (there.isPresent()) {
            throw new AlreadyExistsException(
                "Cannot rename %s to %s. %s already exists",
                from, to, there.get() instanceof Entry.View ? "View" : "Table");
          }
          return List.of(Change.remove(source, moved.get()), Change.create(target, moved.get()));
        },
        "rename " + from + " to " + to);
  }
}
