package dev.prunella.bench.crash;

import dev.prunella.refs.AuditLog;
import dev.prunella.refs.CommitId;
import dev.prunella.refs.JournalEntry;
import dev.prunella.refs.ObjectId;
import dev.prunella.refs.Publication;
import dev.prunella.refs.Ref;
import dev.prunella.refs.RefStore;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** A ref store whose writer may die before a write, or after it and before the reply. */
public final class FaultyRefStore implements RefStore {
  private final RefStore store;
  private final Steps steps;

  public FaultyRefStore(RefStore store, Steps steps) {
    this.store = store;
    this.steps = steps;
  }

  @Override
  public Stored write(RefWrite write) {
    var what =
        write.onlyAppends() ? "journal" : write.publications().isEmpty() ? "refs" : "publication";
    steps.reach(what + "-before");
    var stored = store.write(write);
    steps.reach(what + "-after");
    return stored;
  }

  @Override
  public OptionalInt deleteObjects(Collection<ObjectId> ids, long ifLastWriteWas) {
    steps.reach("sweep-before");
    var deleted = store.deleteObjects(ids, ifLastWriteWas);
    steps.reach("sweep-after");
    return deleted;
  }

  @Override
  public void keepLease(Lease lease) {
    steps.reach("lease-before");
    store.keepLease(lease);
    steps.reach("lease-after");
  }

  @Override
  public void dropLease(String id) {
    steps.reach("lease-before");
    store.dropLease(id);
    steps.reach("lease-after");
  }

  private RefStore living() {
    steps.requireAlive();
    return store;
  }

  @Override
  public Optional<byte[]> object(ObjectId id) {
    return living().object(id);
  }

  @Override
  public List<ObjectId> objectsStartingWith(String hexPrefix, int limit) {
    return living().objectsStartingWith(hexPrefix, limit);
  }

  @Override
  public Optional<Ref> ref(String name) {
    return living().ref(name);
  }

  @Override
  public List<Ref> refs() {
    return living().refs();
  }

  @Override
  public List<RefMove> moves(String ref, int limit) {
    return living().moves(ref, limit);
  }

  @Override
  public List<RefMove> movesSince(Instant since) {
    return living().movesSince(since);
  }

  @Override
  public Optional<CommitId> firstHead() {
    return living().firstHead();
  }

  @Override
  public List<Publication> publications(int limit) {
    return living().publications(limit);
  }

  @Override
  public List<JournalEntry> journal(String stream, long from, int limit) {
    return living().journal(stream, from, limit);
  }

  @Override
  public List<JournalEntry> newest(String stream, int limit) {
    return living().newest(stream, limit);
  }

  @Override
  public long length(String stream) {
    return living().length(stream);
  }

  @Override
  public List<String> streams(String prefix, int limit) {
    return living().streams(prefix, limit);
  }

  @Override
  public AuditLog audit() {
    return living().audit();
  }

  @Override
  public List<Lease> leases() {
    return living().leases();
  }

  @Override
  public long lastWrite() {
    return living().lastWrite();
  }

  @Override
  public void visitObjects(Consumer<ObjectId> visitor) {
    living().visitObjects(visitor);
  }

  @Override
  public void close() {
    store.close();
  }
}
