package dev.prunella.local.iceberg;

import dev.prunella.refs.AuditLog;
import dev.prunella.refs.CommitId;
import dev.prunella.refs.JournalEntry;
import dev.prunella.refs.LakeException;
import dev.prunella.refs.ObjectId;
import dev.prunella.refs.Problem;
import dev.prunella.refs.Publication;
import dev.prunella.refs.Ref;
import dev.prunella.refs.RefStore;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** A store whose connection can be cut: the write in flight is lost, and nothing answers after. */
final class SilentStore implements RefStore {
  private final RefStore store;
  private boolean silentFromNextWrite;
  private boolean silent;

  SilentStore(RefStore store) {
    this.store = store;
  }

  void fallSilent() {
    silentFromNextWrite = true;
  }

  private RefStore answering() {
    if (silent) {
      throw new LakeException(Problem.STORAGE_FAILED, "the database does not answer");
    }
    return store;
  }

  @Override
  public Stored write(RefWrite write) {
    if (silentFromNextWrite) {
      silent = true;
      return new Stored.Unknown("the connection was lost");
    }
    return answering().write(write);
  }

  @Override
  public Optional<byte[]> object(ObjectId id) {
    return answering().object(id);
  }

  @Override
  public List<ObjectId> objectsStartingWith(String hexPrefix, int limit) {
    return answering().objectsStartingWith(hexPrefix, limit);
  }

  @Override
  public Optional<Ref> ref(String name) {
    return answering().ref(name);
  }

  @Override
  public List<Ref> refs() {
    return answering().refs();
  }

  @Override
  public List<RefMove> moves(String ref, int limit) {
    return answering().moves(ref, limit);
  }

  @Override
  public List<RefMove> movesSince(Instant since) {
    return answering().movesSince(since);
  }

  @Override
  public Optional<CommitId> firstHead() {
    return answering().firstHead();
  }

  @Override
  public List<Publication> publications(int limit) {
    return answering().publications(limit);
  }

  @Override
  public void keepLease(Lease lease) {
    answering().keepLease(lease);
  }

  @Override
  public void dropLease(String id) {
    answering().dropLease(id);
  }

  @Override
  public List<JournalEntry> journal(String stream, long from, int limit) {
    return answering().journal(stream, from, limit);
  }

  @Override
  public List<JournalEntry> newest(String stream, int limit) {
    return answering().newest(stream, limit);
  }

  @Override
  public long length(String stream) {
    return answering().length(stream);
  }

  @Override
  public List<String> streams(String prefix, int limit) {
    return answering().streams(prefix, limit);
  }

  @Override
  public List<Lease> leases() {
    return answering().leases();
  }

  @Override
  public long lastWrite() {
    return answering().lastWrite();
  }

  @Override
  public void visitObjects(Consumer<ObjectId> visitor) {
    answering().visitObjects(visitor);
  }

  @Override
  public OptionalInt deleteObjects(Collection<ObjectId> ids, long ifLastWriteWas) {
    return answering().deleteObjects(ids, ifLastWriteWas);
  }

  @Override
  public AuditLog audit() {
    return answering().audit();
  }

  @Override
  public void close() {}
}
