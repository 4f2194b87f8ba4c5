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
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Against a real server from the registry. PostgreSQL refuses to run as root; the embedding starts
 * it in a user namespace of its own then ({@code unshare -U}).
 */
class PostgresRefStoreTest extends RefStoreSpec {
  private static final Instant AT = Instant.parse("2026-11-22T02:47:00Z");
  private static EmbeddedPostgres server;
  private static int lakes;

  private String schema = "";

  @BeforeAll
  static void start() throws Exception {
    server = EmbeddedPostgres.builder().setServerConfig("max_connections", "60").start();
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @Override
  protected RefStore create() {
    schema = "lake \"" + ++lakes + "'";
    return PostgresRefStore.create(url(server.getPort()), "postgres", "", options());
  }

  @Override
  protected RefStore reopen() {
    return PostgresRefStore.open(url(server.getPort()), "postgres", "", options());
  }

  private PostgresRefStore.Options options() {
    return PostgresRefStore.Options.DEFAULT.withSchema(schema);
  }

  private static String url(int port) {
    return "jdbc:postgresql://localhost:" + port + "/postgres";
  }

  @Test
  void creatingAgainOpensWhatIsThere() {
    try (var store = reopen()) {
      store.write(creating("x"));
    }
    try (var again = PostgresRefStore.create(server.getPostgresDatabase(), options())) {
      assertThat(again.ref("x")).isPresent();
    }
  }

  @Test
  void processesThatCreateAtOnceAgree() throws Exception {
    var options = options().withSchema("together");
    var all =
        List.of(1, 2, 3, 4).stream()
            .map(
                i ->
                    CompletableFuture.supplyAsync(
                        () -> {
                          try (var store =
                              PostgresRefStore.create(
                                  url(server.getPort()), "postgres", "", options)) {
                            return store.write(creating("b" + i));
                          }
                        }))
            .toList();
    for (var one : all) {
      assertThat(one.get(30, TimeUnit.SECONDS)).isInstanceOf(Stored.Written.class);
    }
  }

  @Test
  void databaseWithoutALakeSaysSo() {
    assertProblem(
        Problem.NOT_A_LAKE,
        () ->
            PostgresRefStore.open(
                url(server.getPort()), "postgres", "", options().withSchema("none")),
        "schema none holds no lake");
  }

  @Test
  void newerSchemaIsRefusedWithTheReason() throws Exception {
    sql("UPDATE \"" + schema.replace("\"", "\"\"") + "\".schema_version SET version = 99");
    assertProblem(Problem.UNSUPPORTED, this::reopen, "newer Prunella");
  }

  @Test
  void lakeOfTheFirstSchemaOpensAndKeepsWhatItHolds() throws Exception {
    var options = options().withSchema("old \"lake\"");
    var prefix = "\"old \"\"lake\"\"\".";
    sql("CREATE SCHEMA \"old \"\"lake\"\"\"");
    sql("CREATE TABLE " + prefix + "schema_version (version INTEGER NOT NULL)");
    sql("INSERT INTO " + prefix + "schema_version VALUES (1)");
    for (var step : Schema.forPostgres(0, 1, prefix)) {
      sql(step);
    }
    sql(
        "INSERT INTO "
            + prefix
            + "ref VALUES ('main', 'BRANCH', decode('"
            + "ab".repeat(32)
            + "', 'hex'), 1)");
    sql("UPDATE " + prefix + "write_counter SET last_write = 41");

    try (var store = PostgresRefStore.open(url(server.getPort()), "postgres", "", options)) {
      assertThat(store.ref("main")).isPresent();
      assertThat(store.write(appending("opened"))).isEqualTo(new Stored.Written(41));
      assertThat(store.write(creating("x"))).isEqualTo(new Stored.Written(42));
    }
    try (var again = PostgresRefStore.create(url(server.getPort()), "postgres", "", options)) {
      assertThat(again.length("inc/1")).isEqualTo(1);
    }
  }

  @Test
  void unreachableServerIsNamedWithoutItsPassword() {
    assertProblem(
        Problem.STORAGE_FAILED,
        () ->
            PostgresRefStore.open(
                "jdbc:postgresql://localhost:1/x?password=hush",
                "postgres",
                "",
                options().withPatience(Duration.ofMillis(500))),
        "localhost:1/x");
  }

  @Test
  void waitingForAnotherWriterIsBounded() throws Exception {
    try (var impatient =
            PostgresRefStore.open(
                url(server.getPort()),
                "postgres",
                "",
                options().withPatience(Duration.ofMillis(300)));
        var blocker = server.getPostgresDatabase().getConnection();
        var statement = blocker.createStatement()) {
      blocker.setAutoCommit(false);
      statement.execute(lockCounter());
      assertProblem(Problem.TOO_BUSY, () -> impatient.write(creating("x")), "busy");
      blocker.rollback();
      assertThat(impatient.write(creating("x"))).isEqualTo(new Stored.Written(1));
    }
  }

  @Test
  void lostReplyOfADoneCommitIsUnknownAndTheRefsTell() throws Exception {
    assertThat(writeThroughCut(CuttingProxy.Cut.AFTER_COMMIT_IS_DONE)).isTrue();
  }

  @Test
  void commitLostOnItsWayIsUnknownAndTheRefsTell() throws Exception {
    assertThat(writeThroughCut(CuttingProxy.Cut.BEFORE_COMMIT_ARRIVES)).isFalse();
  }

  @Test
  void lostReplyOfADoneAppendIsUnknownAndTheStreamTells() throws Exception {
    assertThat(appendThroughCut(CuttingProxy.Cut.AFTER_COMMIT_IS_DONE)).isEqualTo(1);
  }

  @Test
  void appendLostOnItsWayIsUnknownAndTheStreamTells() throws Exception {
    assertThat(appendThroughCut(CuttingProxy.Cut.BEFORE_COMMIT_ARRIVES)).isZero();
  }

  /** How many entries the stream has after an append of unknown fate. */
  private long appendThroughCut(CuttingProxy.Cut cut) throws Exception {
    try (var proxy = new CuttingProxy(server.getPort());
        var store =
            PostgresRefStore.open(
                url(proxy.port()) + "?prepareThreshold=0", "postgres", "", options())) {
      proxy.cutAtNextCommit(cut);
      assertThat(store.write(appending("opened"))).isInstanceOf(Stored.Unknown.class);
      long length = store.length("inc/1");
      assertThat(store.journal("inc/1", 0, 5)).hasSize((int) length);
      var again = store.write(appending("opened"));
      assertThat(again)
          .isEqualTo(
              length == 0 ? new Stored.Written(0) : new Stored.Stale(List.of(), List.of("inc/1")));
      assertThat(store.length("inc/1")).isEqualTo(1);
      return length;
    }
  }

  /** Whether the write has landed, of which its writer was told only that it is unknown. */
  private boolean writeThroughCut(CuttingProxy.Cut cut) throws Exception {
    // Without prepared statements, so that the proxy can read the word COMMIT.
    try (var proxy = new CuttingProxy(server.getPort());
        var store =
            PostgresRefStore.open(
                url(proxy.port()) + "?prepareThreshold=0", "postgres", "", options())) {
      proxy.cutAtNextCommit(cut);
      assertThat(store.write(creating("x"))).isInstanceOf(Stored.Unknown.class);
      boolean landed = store.ref("x").isPresent();
      assertThat(store.lastWrite()).isEqualTo(landed ? 1 : 0);
      assertThat(store.moves("x", 5)).hasSize(landed ? 1 : 0);
      assertThat(store.write(creating("y"))).isInstanceOf(Stored.Written.class);
      return landed;
    }
  }

  @Test
  void backendKilledBeforeItsCommitHasDoneNothing() throws Exception {
    try (var store = reopen();
        var blocker = server.getPostgresDatabase().getConnection();
        var statement = blocker.createStatement()) {
      blocker.setAutoCommit(false);
      statement.execute(lockCounter());
      var waiting =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return store.write(creating("x")).toString();
                } catch (LakeException e) {
                  return e.problem().name();
                }
              });
      killWaitingBackend();
      assertThat(waiting.get(20, TimeUnit.SECONDS)).isEqualTo("STORAGE_FAILED");
      blocker.rollback();
      assertThat(store.ref("x")).isEmpty();
      assertThat(store.write(creating("x"))).isEqualTo(new Stored.Written(1));
    }
  }

  private static void killWaitingBackend() throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    try (var connection = server.getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      boolean killed = false;
      while (!killed && System.nanoTime() < deadline) {
        try (var rows =
            statement.executeQuery(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type ="
                    + " 'Lock' AND application_name = 'prunella'")) {
          killed = rows.next();
        }
        Thread.sleep(20);
      }
      assertThat(killed).isTrue();
    }
  }

  private String lockCounter() {
    return "SELECT * FROM \"" + schema.replace("\"", "\"\"") + "\".write_counter FOR UPDATE";
  }

  private static void sql(String sql) throws SQLException {
    try (var connection = server.getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static void assertProblem(Problem problem, Runnable action, String words) {
    assertThatThrownBy(action::run)
        .isInstanceOfSatisfying(
            LakeException.class, e -> assertThat(e.problem()).isEqualTo(problem))
        .hasMessageContaining(words);
  }

  private static RefWrite appending(String kind) {
    return RefWrite.ofAppends(List.of(new Append("inc/1", 0, kind, "{}")), AT, "a");
  }

  private static RefWrite creating(String branch) {
    var head = new CommitId(ObjectId.of(branch.getBytes(StandardCharsets.UTF_8)));
    return new RefWrite(
        Map.of(), List.of(RefUpdate.create(Ref.branch(branch, head))), List.of(), AT, "a", "w");
  }
}
