package dev.prunella.local.refs;

import dev.prunella.local.refs.Database.Ending;
import dev.prunella.refs.AuditHead;
import dev.prunella.refs.AuditLog;
import dev.prunella.refs.CommitId;
import dev.prunella.refs.JournalEntry;
import dev.prunella.refs.LakeException;
import dev.prunella.refs.ObjectId;
import dev.prunella.refs.Problem;
import dev.prunella.refs.Publication;
import dev.prunella.refs.Ref;
import dev.prunella.refs.RefStore;
import dev.prunella.refs.StoredText;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A ref store on an SQL database. Writers take turns by locking the counter of writes, so that
 * numbers, moves and publications have one order, and a sweep can tell that nobody wrote meanwhile.
 */
abstract sealed class JdbcRefStore implements RefStore permits SqliteRefStore, PostgresRefStore {
  private static final int PAGE = 1_000;
  private static final String NO_DIGITS = "";
  private static final int DIGITS = 2 * ObjectId.LENGTH;

  private final Database database;
  private final Statements sql;
  private final JournalTable journals;
  private final AuditTable audit;

  JdbcRefStore(Database database) {
    this.database = database;
    this.sql = new Statements(database.prefix(), database.lockingSuffix(), database.byCodePoint());
    this.journals = new JournalTable(sql);
    this.audit = new AuditTable(database, sql);
  }

  @Override
  public Optional<byte[]> object(ObjectId id) {
    var bytes =
        database.read(s -> s.first(sql.object, row -> row.getBytes(1), (Object) id.bytes()));
    bytes.ifPresent(found -> requireWhole(id, found));
    return bytes;
  }

  private static void requireWhole(ObjectId id, byte[] bytes) {
    if (!ObjectId.of(bytes).equals(id)) {
      throw new LakeException(
          Problem.LAKE_DAMAGED, "object " + id.hex() + " is damaged: its bytes have changed");
    }
  }

  @Override
  public List<ObjectId> objectsStartingWith(String hexPrefix, int limit) {
    if (!hexPrefix.matches("[0-9a-f]{0," + DIGITS + "}")) {
      return List.of();
    }
    int missing = DIGITS - hexPrefix.length();
    var lowest = ObjectId.fromHex(hexPrefix + "0".repeat(missing));
    var highest = ObjectId.fromHex(hexPrefix + "f".repeat(missing));
    return database.read(
        s ->
            s.query(sql.objectsBetween, row -> id(row, 1), lowest.bytes(), highest.bytes(), limit));
  }

  @Override
  public Optional<Ref> ref(String name) {
    return database.read(s -> ref(s, name));
  }

  private Optional<Ref> ref(Session session, String name) throws SQLException {
    if (!name.equals(StoredText.of(name))) {
      return Optional.empty(); // some databases refuse even to look for it
    }
    return session.first(sql.ref, JdbcRefStore::ref, name);
  }

  @Override
  public List<Ref> refs() {
    // Sorted here, because databases order text in ways of their own.
    return database.read(s -> s.query(sql.refs, JdbcRefStore::ref)).stream()
        .sorted(Comparator.comparing(Ref::name))
        .toList();
  }

  @Override
  public Stored write(RefWrite write) {
    return database.transact(
        s -> {
          var counted = lock(s);
          var stale = new ArrayList<String>();
          for (var update : write.updates()) {
            if (!ref(s, update.name()).equals(update.expected())) {
              stale.add(update.name());
            }
          }
          var overtaken = journals.overtaken(s, write);
          if (!stale.isEmpty() || !overtaken.isEmpty()) {
            return new Ending.Rollback<>(new Stored.Stale(stale, overtaken));
          }
          long number = write.onlyAppends() ? counted.write() : counted.write() + 1;
          var head = audit.append(s, counted.head(), write, number);
          s.update(sql.countWrite, number, head.number(), hash(head));
          journals.append(s, write);
          if (!write.onlyAppends()) {
            carryOut(s, write, number);
          }
          return new Ending.Commit<>(new Stored.Written(number));
        },
        Stored.Unknown::new);
  }

  /** How far writes and the chain of them have come. */
  private record Counted(long write, AuditHead head) {}

  private Counted lock(Session session) throws SQLException {
    return session
        .first(sql.lockLastWrite, row -> new Counted(row.getLong(1), AuditTable.head(row, 2, 3)))
        .orElseThrow(this::noCounter);
  }

  private static byte @Nullable [] hash(AuditHead head) {
    return head.equals(AuditHead.NONE) ? null : head.hash().bytes();
  }

  private void carryOut(Session session, RefWrite write, long number) throws SQLException {
    var objects = new ArrayList<Object[]>();
    write.objects().forEach((id, bytes) -> objects.add(new Object[] {id.bytes(), bytes}));
    session.updateAll(sql.keepObject, objects);
    long at = Times.micros(write.at());
    int position = 0;
    for (var update : write.updates()) {
      apply(session, update);
      session.update(
          sql.recordMove,
          number,
          position++,
          update.name(),
          update.expected().map(r -> bytes(r.head())).orElse(null),
          update.next().map(r -> bytes(r.head())).orElse(null),
          at,
          StoredText.of(write.by()),
          StoredText.of(write.why()));
    }
    position = 0;
    for (var publication : write.publications()) {
      session.update(
          sql.recordPublication,
          number,
          position++,
          publication.branch(),
          bytes(publication.from()),
          bytes(publication.to()),
          Times.micros(publication.at()),
          StoredText.of(publication.by()),
          StoredText.of(publication.why()),
          publication.attested().name());
    }
  }

  private void apply(Session session, RefUpdate update) throws SQLException {
    if (update.next().isEmpty()) {
      session.update(sql.deleteRef, update.name());
      return;
    }
    var next = update.next().get();
    int guarded = next.guarded() ? 1 : 0;
    if (update.expected().isEmpty()) {
      session.update(sql.createRef, next.name(), next.kind().name(), bytes(next.head()), guarded);
    } else {
      session.update(sql.moveRef, next.kind().name(), bytes(next.head()), guarded, next.name());
    }
  }

  @Override
  public List<RefMove> moves(String ref, int limit) {
    return database.read(s -> s.query(sql.moves, JdbcRefStore::move, StoredText.of(ref), limit));
  }

  @Override
  public List<RefMove> movesSince(Instant since) {
    return database.read(s -> s.query(sql.movesSince, JdbcRefStore::move, Times.micros(since)));
  }

  @Override
  public Optional<CommitId> firstHead() {
    return database.read(s -> s.first(sql.firstHead, row -> new CommitId(id(row, 1))));
  }

  @Override
  public List<Publication> publications(int limit) {
    return database.read(s -> s.query(sql.publications, JdbcRefStore::publication, limit));
  }

  @Override
  public List<JournalEntry> journal(String stream, long from, int limit) {
    return database.read(s -> journals.entries(s, stream, from, limit));
  }

  @Override
  public List<JournalEntry> newest(String stream, int limit) {
    return database.read(s -> journals.newest(s, stream, limit));
  }

  @Override
  public long length(String stream) {
    return database.read(s -> journals.length(s, stream));
  }

  @Override
  public List<String> streams(String prefix, int limit) {
    return database.read(s -> journals.streams(s, prefix, limit));
  }

  @Override
  public AuditLog audit() {
    return audit;
  }

  @Override
  public void keepLease(Lease lease) {
    changed(
        s ->
            s.update(
                sql.keepLease,
                lease.id(),
                StoredText.of(lease.holder()),
                Times.micros(lease.since()),
                Times.micros(lease.expires())));
  }

  @Override
  public void dropLease(String id) {
    changed(s -> s.update(sql.dropLease, id));
  }

  @Override
  public List<Lease> leases() {
    return database.read(s -> s.query(sql.leases, JdbcRefStore::lease)).stream()
        .sorted(Comparator.comparing(Lease::id))
        .toList();
  }

  @Override
  public long lastWrite() {
    return database.read(
        s -> s.first(sql.lastWrite, row -> row.getLong(1)).orElseThrow(this::noCounter));
  }

  @Override
  public void visitObjects(Consumer<ObjectId> visitor) {
    // By pages, so that no reader stands in the way of checkpoints while the visitor is at work.
    for (var page = objectsStartingWith(NO_DIGITS, PAGE); !page.isEmpty(); ) {
      page.forEach(visitor);
      byte[] last = page.getLast().bytes();
      page = database.read(s -> s.query(sql.objectsAfter, row -> id(row, 1), last, PAGE));
    }
  }

  @Override
  public OptionalInt deleteObjects(Collection<ObjectId> ids, long ifLastWriteWas) {
    return database.transact(
        s -> {
          if (lock(s).write() != ifLastWriteWas) {
            return new Ending.Rollback<>(OptionalInt.empty());
          }
          var rows = ids.stream().map(id -> new Object[] {id.bytes()}).toList();
          return new Ending.Commit<>(OptionalInt.of(s.updateAll(sql.deleteObject, rows)));
        },
        reason -> {
          throw repeat(reason);
        });
  }

  private void changed(Database.Work<Integer> work) {
    database.transact(
        s -> new Ending.Commit<>(work.on(s)),
        reason -> {
          throw repeat(reason);
        });
  }

  /** For changes that can be repeated without harm. */
  private static LakeException repeat(String reason) {
    return new LakeException(
        Problem.STORAGE_FAILED, "the database may not have kept a change; repeat it: " + reason);
  }

  private LakeException noCounter() {
    return new LakeException(
        Problem.LAKE_DAMAGED, "the table " + database.prefix() + "write_counter has no row");
  }

  @Override
  public void close() {
    database.close();
  }

  // ---- rows

  private static byte[] bytes(CommitId id) {
    return id.object().bytes();
  }

  private static ObjectId id(ResultSet row, int column) throws SQLException {
    return ObjectId.fromBytes(row.getBytes(column));
  }

  private static Optional<CommitId> commit(ResultSet row, int column) throws SQLException {
    return Optional.ofNullable(row.getBytes(column)).map(ObjectId::fromBytes).map(CommitId::new);
  }

  private static Ref ref(ResultSet row) throws SQLException {
    return new Ref(
        row.getString(1),
        Ref.Kind.valueOf(row.getString(2)),
        new CommitId(id(row, 3)),
        row.getInt(4) != 0);
  }

  private static RefMove move(ResultSet row) throws SQLException {
    return new RefMove(
        row.getLong(1),
        row.getString(2),
        commit(row, 3),
        commit(row, 4),
        Times.instant(row.getLong(5)),
        row.getString(6),
        row.getString(7));
  }

  private static Publication publication(ResultSet row) throws SQLException {
    return new Publication(
        row.getString(1),
        new CommitId(id(row, 2)),
        new CommitId(id(row, 3)),
        Times.instant(row.getLong(4)),
        row.getString(5),
        row.getString(6),
        Publication.Attested.valueOf(row.getString(7)));
  }

  private static Lease lease(ResultSet row) throws SQLException {
    return new Lease(
        row.getString(1),
        row.getString(2),
        Times.instant(row.getLong(3)),
        Times.instant(row.getLong(4)));
  }
}
