package dev.prunella.local.refs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prunella.refs.Append;
import dev.prunella.refs.CommitId;
import dev.prunella.refs.LakeException;
import dev.prunella.refs.ObjectId;
import dev.prunella.refs.Problem;
import dev.prunella.refs.Ref;
import dev.prunella.refs.RefStore;
import dev.prunella.refs.RefStore.RefUpdate;
import dev.prunella.refs.RefStore.RefWrite;
import dev.prunella.refs.RefStore.Stored;
import dev.prunella.refs.RefStoreSpec;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteRefStoreTest extends RefStoreSpec {
  private static final Instant AT = Instant.parse("2026-11-22T02:47:00Z");

  private final Path folder;

  SqliteRefStoreTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private Path file() {
    return folder.resolve("a?b=c #%41 é").resolve("refs.db");
  }

  @Override
  protected RefStore create() {
    return SqliteRefStore.create(file());
  }

  @Override
  protected RefStore reopen() {
    return SqliteRefStore.open(file());
  }

  @Test
  void fileIsMadeExactlyWhereItWasAskedFor() {
    assertThat(file()).exists();
    assertThat(folder).isDirectoryNotContaining(p -> !p.equals(file().getParent()));
  }

  @Test
  void creatingAgainOpensWhatIsThere() throws Exception {
    try (var store = SqliteRefStore.open(file())) {
      store.write(creating("x"));
    }
    try (var again = SqliteRefStore.create(file())) {
      assertThat(again.ref("x")).isPresent();
    }
  }

  @Test
  void missingFileIsNotALakeAndIsNotMade() {
    var missing = folder.resolve("none.db");
    assertProblem(Problem.NOT_A_LAKE, () -> SqliteRefStore.open(missing), missing.toString());
    assertThat(missing).doesNotExist();
  }

  @Test
  void foreignDatabaseIsLeftAlone() throws Exception {
    var foreign = folder.resolve("foreign.db");
    sql(foreign, "CREATE TABLE theirs (x)");
    var before = Files.readAllBytes(foreign);

    assertProblem(Problem.NOT_A_LAKE, () -> SqliteRefStore.open(foreign), "not a lake's");
    assertProblem(Problem.NOT_A_LAKE, () -> SqliteRefStore.create(foreign), "something else");

    assertThat(Files.readAllBytes(foreign)).isEqualTo(before);
  }

  @Test
  void fileThatIsNoDatabaseIsDamaged() throws Exception {
    var text = folder.resolve("text.db");
    Files.writeString(text, "not a database at all, but long enough to look at".repeat(100));
    assertProblem(Problem.LAKE_DAMAGED, () -> SqliteRefStore.open(text), text.toString());
  }

  @Test
  void emptyFileIsNotALake() throws Exception {
    var empty = Files.createFile(folder.resolve("empty.db"));
    assertProblem(Problem.NOT_A_LAKE, () -> SqliteRefStore.open(empty), "not a lake's");
  }

  @Test
  void newerSchemaIsRefusedWithTheReason() throws Exception {
    var newer = folder.resolve("newer.db");
    SqliteRefStore.create(newer).close();
    sql(newer, "PRAGMA user_version = 99");
    assertProblem(Problem.UNSUPPORTED, () -> SqliteRefStore.open(newer), "newer Prunella");
    assertProblem(Problem.UNSUPPORTED, () -> SqliteRefStore.create(newer), "newer Prunella");
  }

  @Test
  void lakeOfTheFirstSchemaOpensAndKeepsWhatItHolds() throws Exception {
    var old = folder.resolve("old.db");
    var head = ObjectId.of(bytes("main"));
    sql(old, "PRAGMA journal_mode = WAL");
    for (var step : Schema.forSqlite(0, 1)) {
      sql(old, step);
    }
    sql(old, "INSERT INTO ref VALUES ('main', 'BRANCH', x'%s', 1)".formatted(head.hex()));
    sql(old, "UPDATE write_counter SET last_write = 41");
    sql(old, "PRAGMA application_id = " + Schema.APPLICATION_ID);
    sql(old, "PRAGMA user_version = 1");

    try (var store = SqliteRefStore.open(old)) {
      assertThat(store.ref("main")).isPresent();
      assertThat(store.streams("", 5)).isEmpty();
      var append = new Append("inc/1", 0, "opened", "{}");
      var write = creating("x");
      assertThat(
              store.write(
                  new RefWrite(
                      Map.of(), write.updates(), List.of(), List.of(append), AT, "a", "w")))
          .isEqualTo(new Stored.Written(42));
      assertThat(store.length("inc/1")).isEqualTo(1);
      assertThat(store.check()).isEmpty();
    }
    try (var again = SqliteRefStore.create(old)) {
      assertThat(again.length("inc/1")).isEqualTo(1);
    }
    assertThat(tables(old)).isEqualTo(tables(file()));
  }

  private static List<String> tables(Path file) throws Exception {
    var tables = new ArrayList<String>();
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file.toUri());
        var statement = connection.createStatement();
        var rows =
            statement.executeQuery("SELECT coalesce(sql, name) FROM sqlite_schema ORDER BY name")) {
      while (rows.next()) {
        tables.add(rows.getString(1));
      }
    }
    return tables;
  }

  @Test
  void changedObjectIsDamageThatNamesTheObject() throws Exception {
    var damaged = folder.resolve("damaged.db");
    var id = ObjectId.of(bytes("right"));
    try (var store = SqliteRefStore.create(damaged)) {
      store.write(keeping("right"));
    }
    sql(damaged, "UPDATE object SET bytes = x'00'");
    try (var store = SqliteRefStore.open(damaged)) {
      assertProblem(Problem.LAKE_DAMAGED, () -> store.object(id), id.hex());
      assertThat(store.check()).singleElement().asString().contains(id.hex());
    }
  }

  @Test
  void soundStoreChecksWithoutFaults() {
    try (var store = SqliteRefStore.open(file())) {
      store.write(keeping("x"));
      assertThat(store.check()).isEmpty();
    }
  }

  @Test
  void overwrittenPagesAreFoundByTheCheckOrTheRead() throws Exception {
    var damaged = folder.resolve("pages.db");
    try (var store = SqliteRefStore.create(damaged)) {
      for (int i = 0; i < 50; i++) {
        store.write(keeping("object " + "x".repeat(1000) + i));
      }
    }
    var noise = new byte[40_000];
    new Random(3).nextBytes(noise);
    try (var raw = new RandomAccessFile(damaged.toFile(), "rw")) {
      raw.seek(9 * 4096);
      raw.write(noise);
    }
    assertProblem(
        Problem.LAKE_DAMAGED,
        () -> {
          try (var store = SqliteRefStore.open(damaged)) {
            var faults = store.check();
            throw new LakeException(Problem.LAKE_DAMAGED, damaged + ": " + faults.getFirst());
          }
        },
        damaged.toString());
  }

  @Test
  void waitingForAnotherWriterIsBounded() throws Exception {
    try (var blocker = DriverManager.getConnection("jdbc:sqlite:" + other());
        var statement = blocker.createStatement();
        var store = SqliteRefStore.open(other(), Duration.ofMillis(100))) {
      statement.execute("BEGIN IMMEDIATE");
      assertProblem(Problem.TOO_BUSY, () -> store.write(creating("x")), other().toString());
      assertThat(store.refs()).isEmpty();
      statement.execute("ROLLBACK");
      assertThat(store.write(creating("x"))).isEqualTo(new Stored.Written(1));
    }
  }

  private Path other() {
    var other = folder.resolve("other.db");
    if (!Files.exists(other)) {
      SqliteRefStore.create(other).close();
    }
    return other;
  }

  @Test
  void fullDiskChangesNothingAndTheStoreWorksAgainAfterwards() {
    var database = new SqliteDatabase(other(), Duration.ofSeconds(5), 2);
    var large = "x".repeat(1 << 20);
    try (var store = SqliteRefStore.over(database)) {
      store.write(creating("before"));
      // SQLite answers as for a full disk when its file may not grow.
      limitPages(database, 30);
      assertProblem(
          Problem.STORAGE_FULL,
          () ->
              store.write(
                  new RefWrite(
                      Map.of(ObjectId.of(bytes(large)), bytes(large)),
                      creating("x").updates(),
                      List.of(),
                      AT,
                      "a",
                      "w")),
          "full");
      assertThat(store.refs()).extracting(Ref::name).containsExactly("before");
      assertThat(store.lastWrite()).isEqualTo(1);

      assertThat(store.write(keeping(large))).isEqualTo(new Stored.Written(2));
      assertThat(store.check()).isEmpty();
    }
  }

  /** Holds for the writer's connection, which is given up after the failure. */
  private static void limitPages(SqliteDatabase database, int pages) {
    database.transact(
        s -> {
          s.execute("PRAGMA max_page_count = " + pages);
          return new Database.Ending.Commit<>(pages);
        },
        reason -> 0);
  }

  @Test
  void fileThatWasTakenAwayOrReplacedMeanwhileIsMissed() throws Exception {
    var away = folder.resolve("away.db");
    try (var store = SqliteRefStore.open(file())) {
      store.write(creating("before"));
      Files.move(file(), away);
      assertProblem(
          Problem.LAKE_DAMAGED, () -> store.write(creating("lost")), "taken away or replaced");
      assertThat(file()).as("it is not made anew").doesNotExist();
      Files.move(away, file());
      assertThat(store.refs()).extracting(Ref::name).containsExactly("before");
    }
    try (var store = SqliteRefStore.open(file())) {
      store.write(creating("again"));
      Files.delete(file());
      Files.createFile(file());
      assertProblem(
          Problem.LAKE_DAMAGED, () -> store.write(creating("lost")), "taken away or replaced");
    }
  }

  @Test
  void closedStoreSaysSo() {
    var store = SqliteRefStore.open(file());
    store.close();
    assertProblem(Problem.STORAGE_FAILED, store::refs, "closed");
    assertProblem(Problem.STORAGE_FAILED, () -> store.write(creating("x")), "closed");
  }

  private static void assertProblem(Problem problem, Runnable action, String words) {
    assertThatThrownBy(action::run)
        .isInstanceOfSatisfying(
            LakeException.class, e -> assertThat(e.problem()).isEqualTo(problem))
        .hasMessageContaining(words);
  }

  private static RefWrite creating(String branch) {
    var head = new CommitId(ObjectId.of(bytes(branch)));
    return new RefWrite(
        Map.of(), List.of(RefUpdate.create(Ref.branch(branch, head))), List.of(), AT, "a", "w");
  }

  private static RefWrite keeping(String content) {
    return new RefWrite(
        Map.of(ObjectId.of(bytes(content)), bytes(content)), List.of(), List.of(), AT, "a", "w");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void sql(Path file, String sql) throws Exception {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
