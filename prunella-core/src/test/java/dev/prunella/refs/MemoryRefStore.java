package dev.prunella.refs;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A ref store that lives as long as the process and passes the spec. It can be told to fail: before
 * a write, or after one whose reply is then lost.
 */
public final class MemoryRefStore implements RefStore {
  private final NavigableMap<ObjectId, byte[]> objects = new TreeMap<>();
  private final NavigableMap<String, Ref> refs = new TreeMap<>();
  private final List<RefMove> moves = new ArrayList<>();
  private final List<Publication> publications = new ArrayList<>();
  private final Map<String, List<JournalEntry>> journals = new HashMap<>();
  private final Map<String, Lease> leases = new HashMap<>();
  private final MemoryAuditLog audit = new MemoryAuditLog();
  private long lastWrite;
  private int failures;
  private boolean loseReply;
  private Runnable beforeWrite = () -> {};

  /** The next writes are refused as if the database were gone. */
  public synchronized void failNextWrites(int count) {
    failures = count;
  }

  /** The next write is carried out, and its caller does not learn it. */
  public synchronized void writeThenLoseReply() {
    loseReply = true;
  }

  /** Runs once, just before the next write is decided: another writer's chance. */
  public synchronized void beforeNextWrite(Runnable action) {
    beforeWrite = action;
  }

  @Override
  public synchronized Optional<byte[]> object(ObjectId id) {
    return Optional.ofNullable(objects.get(id)).map(byte[]::clone);
  }

  @Override
  public synchronized List<ObjectId> objectsStartingWith(String hexPrefix, int limit) {
    return objects.keySet().stream()
        .filter(id -> id.hex().startsWith(hexPrefix))
        .limit(limit)
        .toList();
  }

  @Override
  public synchronized Optional<Ref> ref(String name) {
    return Optional.ofNullable(refs.get(name));
  }

  @Override
  public synchronized List<Ref> refs() {
    return List.copyOf(refs.values());
  }

  @Override
  public Stored write(RefWrite write) {
    Runnable action;
    synchronized (this) {
      action = beforeWrite;
      beforeWrite = () -> {};
    }
    action.run();
    synchronized (this) {
      if (failures > 0) {
        failures--;
        throw new LakeException(Problem.STORAGE_FAILED, "the memory store was told to fail");
      }
      var stale =
          write.updates().stream()
              .filter(u -> !ref(u.name()).equals(u.expected()))
              .map(RefUpdate::name)
              .toList();
      var overtaken =
          write.expectedLengths().entrySet().stream()
              .filter(e -> length(e.getKey()) != e.getValue())
              .map(Map.Entry::getKey)
              .toList();
      if (!stale.isEmpty() || !overtaken.isEmpty()) {
        return new Stored.Stale(stale, overtaken);
      }
      carryOut(write);
      if (loseReply) {
        loseReply = false;
        return new Stored.Unknown("the reply was lost on purpose");
      }
      return new Stored.Written(lastWrite);
    }
  }

  private void carryOut(RefWrite write) {
    long number = write.onlyAppends() ? lastWrite : lastWrite + 1;
    audit.add(write, number);
    write
        .entries()
        .forEach(e -> journals.computeIfAbsent(e.stream(), s -> new ArrayList<>()).add(e));
    if (write.onlyAppends()) {
      return;
    }
    lastWrite++;
    objects.putAll(write.objects());
    for (var update : write.updates()) {
      update
          .next()
          .ifPresentOrElse(ref -> refs.put(ref.name(), ref), () -> refs.remove(update.name()));
      moves.add(
          new RefMove(
              lastWrite,
              update.name(),
              update.expected().map(Ref::head),
              update.next().map(Ref::head),
              write.at(),
              write.by(),
              write.why()));
    }
    publications.addAll(write.publications());
  }

  @Override
  public synchronized List<RefMove> moves(String ref, int limit) {
    return moves.reversed().stream().filter(m -> m.ref().equals(ref)).limit(limit).toList();
  }

  @Override
  public synchronized List<RefMove> movesSince(Instant since) {
    return moves.stream().filter(m -> !m.at().isBefore(since)).toList();
  }

  @Override
  public synchronized Optional<CommitId> firstHead() {
    return moves.stream().flatMap(m -> m.to().stream()).findFirst();
  }

  @Override
  public synchronized List<Publication> publications(int limit) {
    return publications.reversed().stream().limit(limit).toList();
  }

  @Override
  public synchronized List<JournalEntry> journal(String stream, long from, int limit) {
    return entries(stream).stream().skip(Math.max(0, from)).limit(limit).toList();
  }

  @Override
  public synchronized List<JournalEntry> newest(String stream, int limit) {
    return entries(stream).reversed().stream().limit(limit).toList();
  }

  @Override
  public synchronized long length(String stream) {
    return entries(stream).size();
  }

  private List<JournalEntry> entries(String stream) {
    return journals.getOrDefault(stream, List.of());
  }

  @Override
  public synchronized List<String> streams(String prefix, int limit) {
    // Java's own order of strings is that of UTF-16.
    return journals.keySet().stream()
        .filter(stream -> stream.startsWith(prefix))
        .sorted((a, b) -> Arrays.compare(a.codePoints().toArray(), b.codePoints().toArray()))
        .limit(limit)
        .toList();
  }

  @Override
  public AuditLog audit() {
    return audit;
  }

  @Override
  public synchronized void keepLease(Lease lease) {
    leases.put(lease.id(), lease);
  }

  @Override
  public synchronized void dropLease(String id) {
    leases.remove(id);
  }

  @Override
  public synchronized List<Lease> leases() {
    return leases.values().stream().sorted(Comparator.comparing(Lease::id)).toList();
  }

  @Override
  public synchronized long lastWrite() {
    return lastWrite;
  }

  @Override
  public synchronized void visitObjects(Consumer<ObjectId> visitor) {
    List.copyOf(objects.keySet()).forEach(visitor);
  }

  @Override
  public synchronized OptionalInt deleteObjects(Collection<ObjectId> ids, long ifLastWriteWas) {
    if (lastWrite != ifLastWriteWas) {
      return OptionalInt.empty();
    }
    int before = objects.size();
    ids.forEach(objects::remove);
    return OptionalInt.of(before - objects.size());
  }

  @Override
  public void close() {}
}
