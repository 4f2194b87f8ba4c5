package dev.prunella.refs;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * Where refs, immutable objects and journals live: a database that several processes may use at
 * once.
 *
 * <p>Thread-safe. A write is durable when {@link #write} returns {@link Stored.Written}. Every
 * adapter passes {@code RefStoreSpec}. Failures of the database itself are {@link LakeException}s
 * that name the store.
 */
public interface RefStore extends AutoCloseable {

  /** The bytes of an object; their SHA-256 is checked against the id. */
  Optional<byte[]> object(ObjectId id);

  /** Up to {@code limit} ids of objects whose hexadecimal form begins so, in order. */
  List<ObjectId> objectsStartingWith(String hexPrefix, int limit);

  Optional<Ref> ref(String name);

  /** All refs, by name. */
  List<Ref> refs();

  /**
   * Carries out all of it in one durable transaction, or nothing: keeps the objects, moves the refs
   * that still stand where expected, records the moves and the publications, appends to the
   * journals that are where expected.
   *
   * <p>What it publishes and appends, it also adds to the audit chain; see {@link AuditLog}.
   *
   * <p>Writes are numbered without gaps, except those that only append: they refer to no object, so
   * that nobody who watches the number for new references need care.
   */
  Stored write(RefWrite write);

  /** The newest moves of one ref, newest first; a deleted ref keeps its past. */
  List<RefMove> moves(String ref, int limit);

  /** All moves since an instant, oldest first: what garbage collection must still keep. */
  List<RefMove> movesSince(Instant since);

  /**
   * The first commit that a ref ever pointed to; empty before. It tells one lake from another, for
   * the record of moves is never cut.
   */
  Optional<CommitId> firstHead();

  /** The newest publications, newest first. */
  List<Publication> publications(int limit);

  /**
   * Entries of a stream from a position on, in order; none for an unknown stream. At most {@code
   * limit}, each with a body of up to {@link Append#MAX_BODY_BYTES}.
   */
  List<JournalEntry> journal(String stream, long from, int limit);

  /** All entries of a stream, in order, read page by page; none for an unknown stream. */
  default List<JournalEntry> journal(String stream) {
    int page = 500;
    var all = new ArrayList<JournalEntry>();
    List<JournalEntry> read;
    do {
      read = journal(stream, all.size(), page);
      all.addAll(read);
    } while (read.size() == page);
    return List.copyOf(all);
  }

  /** The newest entries of a stream, newest first. */
  List<JournalEntry> newest(String stream, int limit);

  /** How many entries a stream has; 0 for an unknown stream. */
  long length(String stream);

  /** Streams whose names begin so, in the order of their characters' code points. */
  List<String> streams(String prefix, int limit);

  /** The chain of all that was published and appended. */
  AuditLog audit();

  /** Registers or renews a lease. */
  void keepLease(Lease lease);

  /** Gives a lease back; unknown ids are ignored, for a crash may have come between. */
  void dropLease(String id);

  List<Lease> leases();

  /** The number of the newest write that did more than append; 0 before the first. */
  long lastWrite();

  /** Visits every object's id. */
  void visitObjects(Consumer<ObjectId> visitor);

  /**
   * Deletes objects if no write came after {@code ifLastWriteWas}, so that nothing is deleted that
   * has been referred to meanwhile; says how many, or empty when a write came between.
   */
  OptionalInt deleteObjects(Collection<ObjectId> ids, long ifLastWriteWas);

  /** What became of a write. */
  sealed interface Stored {
    /**
     * All of it is done, durably.
     *
     * @param write its number; of a write that only appends, the newest number before it
     */
    record Written(long write) implements Stored {}

    /** Nothing was written: these refs, these streams were not where they were expected. */
    record Stale(List<String> refs, List<String> streams) implements Stored {
      public Stale {
        refs = List.copyOf(refs);
        streams = List.copyOf(streams);
      }
    }

    /** The connection was lost while it was being decided; read refs and streams to learn which. */
    record Unknown(String reason) implements Stored {}
  }

  /**
   * One atomic write.
   *
   * @param appends at most {@value #MAX_APPENDS}; several to one stream follow one another
   * @param at the writer's time, for the record of moves and the journals' entries
   * @param by who moves the refs and appends
   * @param why for the record of moves
   */
  record RefWrite(
      Map<ObjectId, byte[]> objects,
      List<RefUpdate> updates,
      List<Publication> publications,
      List<Append> appends,
      Instant at,
      String by,
      String why) {
    public static final int MAX_APPENDS = 10_000;

    public RefWrite {
      objects = Map.copyOf(objects);
      updates = List.copyOf(updates);
      publications = List.copyOf(publications);
      appends = List.copyOf(appends);
      if (appends.size() > MAX_APPENDS) {
        throw new LakeException(
            Problem.BAD_REQUEST,
            "one write appends at most %,d entries, not %,d"
                .formatted(MAX_APPENDS, appends.size()));
      }
      requireSequence(appends);
    }

    /** A write that appends to no journal. */
    public RefWrite(
        Map<ObjectId, byte[]> objects,
        List<RefUpdate> updates,
        List<Publication> publications,
        Instant at,
        String by,
        String why) {
      this(objects, updates, publications, List.of(), at, by, why);
    }

    /** A write that only appends. */
    public static RefWrite ofAppends(List<Append> appends, Instant at, String by) {
      return new RefWrite(Map.of(), List.of(), List.of(), appends, at, by, "appended");
    }

    private static void requireSequence(List<Append> appends) {
      var next = new HashMap<String, Long>();
      for (var append : appends) {
        long expected = next.getOrDefault(append.stream(), append.position());
        if (append.position() != expected) {
          throw new IllegalArgumentException(
              "in one write, entry %d of the stream '%s' comes where %d should"
                  .formatted(append.position(), append.stream(), expected));
        }
        next.put(append.stream(), expected + 1);
      }
    }

    public boolean onlyAppends() {
      return !appends.isEmpty() && objects.isEmpty() && updates.isEmpty() && publications.isEmpty();
    }

    /** For each stream appended to, how many entries it must have; in the order of appending. */
    public Map<String, Long> expectedLengths() {
      var lengths = new LinkedHashMap<String, Long>();
      appends.forEach(append -> lengths.putIfAbsent(append.stream(), append.position()));
      return lengths;
    }

    /** The appended entries as they are read back. */
    public List<JournalEntry> entries() {
      var whole = at.truncatedTo(ChronoUnit.MICROS);
      var who = StoredText.of(by);
      return appends.stream()
          .map(a -> new JournalEntry(a.stream(), a.position(), whole, who, a.kind(), a.body()))
          .toList();
    }
  }

  /** Empty {@code expected} creates, empty {@code next} deletes; never both empty. */
  record RefUpdate(String name, Optional<Ref> expected, Optional<Ref> next) {
    public RefUpdate {
      if (expected.isEmpty() && next.isEmpty()) {
        throw new IllegalArgumentException("an update of nothing to nothing: " + name);
      }
    }

    public static RefUpdate create(Ref ref) {
      return new RefUpdate(ref.name(), Optional.empty(), Optional.of(ref));
    }

    public static RefUpdate move(Ref from, CommitId to) {
      return new RefUpdate(from.name(), Optional.of(from), Optional.of(from.at(to)));
    }

    public static RefUpdate delete(Ref ref) {
      return new RefUpdate(ref.name(), Optional.of(ref), Optional.empty());
    }
  }

  /** One recorded move of a ref: created when {@code from} is empty, deleted when {@code to} is. */
  record RefMove(
      long write,
      String ref,
      Optional<CommitId> from,
      Optional<CommitId> to,
      Instant at,
      String by,
      String why) {}

  /**
   * A writer at work: files newer than {@code since} may be its own and not yet committed.
   *
   * @param holder for people: which process, doing what
   */
  record Lease(String id, String holder, Instant since, Instant expires) {}

  @Override
  void close();
}
