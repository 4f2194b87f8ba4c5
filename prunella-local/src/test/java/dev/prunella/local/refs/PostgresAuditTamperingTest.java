package dev.prunella.local.refs;

import dev.prunella.refs.RefStore;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class PostgresAuditTamperingTest extends AuditTamperingSpec {
  private static EmbeddedPostgres server;
  private static int lakes;

  @BeforeAll
  static void start() throws Exception {
    server = EmbeddedPostgres.builder().start();
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @Override
  RefStore create() {
    lakes++;
    return PostgresRefStore.create(
        "jdbc:postgresql://localhost:" + server.getPort() + "/postgres",
        "postgres",
        "",
        PostgresRefStore.Options.DEFAULT.withSchema("lake" + lakes));
  }

  @Override
  void tamper(String sql) throws Exception {
    try (var connection = server.getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      statement.execute(sql.replace("@", "lake" + lakes + "."));
    }
  }
}
