package dev.prunella.refs;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * Where refs and immutable objects live: a database that several processes may use at once.
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
   * that still stand where expected, records the moves and the publications.
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

  /** Registers or renews a lease. */
  void keepLease(Lease lease);

  /** Gives a lease back; unknown ids are ignored, for a crash may have come between. */
  void dropLease(String id);

  List<Lease> leases();

  /** The number of the newest write; 0 before the first. */
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
    record Written(long write) implements Stored {}

    /** Nothing was written: these refs were not where they were expected. */
    record Stale(List<String> refs) implements Stored {}

    /** The connection was lost while it was being decided; read the refs to learn which. */
    record Unknown(String reason) implements Stored {}
  }

  /**
   * One atomic write.
   *
   * @param at the writer's time, for the record of moves
   * @param by who moves the refs
   * @param why for the record of moves
   */
  record RefWrite(
      Map<ObjectId, byte[]> objects,
      List<RefUpdate> updates,
      List<Publication> publications,
      Instant at,
      String by,
      String why) {
    public RefWrite {
      objects = Map.copyOf(objects);
      updates = List.copyOf(updates);
      publications = List.copyOf(publications);
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
