package dev.prunella.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.prunella.refs.ObjectId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditCommandsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;

  AuditCommandsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private Shell shop() {
    var shell = Shell.inProject(folder).withOrders();
    shell.ok("pause", "--all", "--why", "a migration");
    shell.ok("resume-healing");
    return shell;
  }

  @Test
  void whatPeopleAndTheProgramDidIsListed() {
    var shell = shop();

    var entries = shell.ok("audit", "list", "--json").json().path("entries");

    assertThat(entries.findValuesAsText("kind"))
        .startsWith("began")
        .contains("published", "paused", "resumed");
    assertThat(entries.findValuesAsText("actor")).contains("ana");
    assertThat(shell.ok("audit", "list").out()).contains("paused", "healing #0", "ana");
    assertThat(shell.ok("audit", "list", "--since", "2999-01-01T00:00:00Z").out())
        .contains("nothing since then");
    shell.run("audit", "list", "--since", "yesterday").exits(Exit.USAGE);
  }

  @Test
  void exportedLinesAreCheckedWithNothingButSha256() throws Exception {
    var lines = shop().ok("audit", "export").out().lines().toList();

    var before = "0".repeat(64);
    for (var line : lines) {
      var json = JSON.readTree(line);
      var entry = json.path("entry");
      assertThat(sha256(json.path("canonical"))).isEqualTo(entry.path("hash").asText());
      assertThat(sha256(json.path("record"))).isEqualTo(entry.path("payload").asText());
      assertThat(JSON.readTree(json.path("canonical").asText()).path("previous").asText())
          .isEqualTo(before);
      before = entry.path("hash").asText();
    }
    assertThat(lines).hasSizeGreaterThan(3);
  }

  private static String sha256(JsonNode text) {
    return ObjectId.of(text.asText().getBytes(StandardCharsets.UTF_8)).hex();
  }

  @Test
  void soundChainIsSaidToBeSoundAndTamperingIsNamed() throws Exception {
    var shell = shop();
    var sound = shell.ok("audit", "verify", "--json").json();
    assertThat(sound.path("sound").asBoolean()).isTrue();
    var head = sound.at("/head/number").asText() + ":" + sound.at("/head/hash").asText();
    shell.ok("audit", "verify", "--head", head);

    sql("UPDATE journal SET body = replace(body, 'migration', 'party') WHERE kind = 'paused'");

    var told = shell.run("audit", "verify").exits(Exit.HELD).out();
    assertThat(told).contains("FAULT entry 0 of the journal healing", "altered: its text");

    sql("DELETE FROM audit WHERE number > 2");
    sql("DELETE FROM journal WHERE stream = 'healing'");
    sql("UPDATE write_counter SET audit_number = 2");
    sql("UPDATE write_counter SET audit_hash = (SELECT hash FROM audit WHERE number = 2)");
    var cut = shell.run("audit", "verify", "--head", head, "--json").exits(Exit.HELD).json();
    assertThat(cut.path("faults").findValuesAsText("sentence"))
        .anyMatch(s -> s.startsWith("the end was cut off: the head that you gave names entry"));
    shell.run("audit", "verify", "--head", "12").exits(Exit.USAGE);
  }

  private void sql(String sql) throws Exception {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database());
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private Path database() throws Exception {
    var found = new ArrayList<Path>();
    try (var files = Files.walk(folder)) {
      files.filter(f -> f.getFileName().toString().equals("lake.db")).forEach(found::add);
    }
    assertThat(List.copyOf(found)).hasSize(1);
    return found.getFirst();
  }
}
