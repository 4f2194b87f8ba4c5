package dev.prunella.local.refs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.refs.Append;
import dev.prunella.refs.AuditCheck;
import dev.prunella.refs.RefStore;
import dev.prunella.refs.RefStore.RefWrite;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteAuditTamperingTest extends AuditTamperingSpec {
  private final Path folder;

  SqliteAuditTamperingTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Override
  RefStore create() {
    return SqliteRefStore.create(folder.resolve("refs.db"));
  }

  @Override
  void tamper(String sql) throws Exception {
    execute(folder.resolve("refs.db"), sql.replace("@", ""));
  }

  private static void execute(Path file, String sql) throws SQLException {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void oldLakeBeginsItsChainBySayingWhatItDoesNotCover() throws Exception {
    var file = folder.resolve("old.db");
    for (var step : Schema.forSqlite(0, 2)) {
      execute(file, step);
    }
    execute(file, "PRAGMA application_id = " + Schema.APPLICATION_ID);
    execute(file, "PRAGMA user_version = 2");
    execute(file, "INSERT INTO journal VALUES ('runs', 0, 0, 'ann', 'opened', '{}')");
    execute(file, "INSERT INTO journal VALUES ('runs', 1, 0, 'ann', 'opened', '{}')");
    var at = Instant.parse("2026-11-22T02:47:00Z");

    try (var old = SqliteRefStore.open(file)) {
      old.write(RefWrite.ofAppends(List.of(new Append("runs", 2, "opened", "{}")), at, "bob"));

      var report = AuditCheck.of(old, List.of());
      assertThat(report.faults()).isEmpty();
      assertThat(report.beginning()).contains(new AuditCheck.Beginning(at, 2, 0));
      assertThat(old.audit().entries(1, 1).getFirst().record().orElseThrow().text())
          .isEqualTo("{\"journalEntries\":2,\"publications\":0}");

      execute(file, "DELETE FROM journal WHERE position = 0");
      assertThat(AuditCheck.of(old, List.of()).faults())
          .extracting(AuditCheck.Fault::sentence)
          .containsExactly(
              "1 journal entries and 0 publications are in no entry; when the chain began, 2 and 0 were");
      execute(file, "UPDATE audit SET payload = '{\"journalEntries\":1,\"publications\":0}'");
      assertThat(AuditCheck.of(old, List.of()).faults())
          .extracting(AuditCheck.Fault::sentence)
          .contains("the beginning of the chain, of which entry 1 tells, was altered: its text");
    }
  }
}
