package dev.prunella.local.refs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.refs.ObjectId;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SchemaTest {

  @Test
  void releasedStepIsAsItWasReleased() {
    assertThat(fingerprint(0, 1)).isEqualTo("8e1967027e75f795");
    assertThat(fingerprint(1, 2)).isEqualTo("9711a2377a208b8a");
    assertThat(fingerprint(2, 3)).isEqualTo("0972f445b0b9bf34");
  }

  /** Lakes that were made by a step will never run it again: a change belongs into a new step. */
  private static String fingerprint(int from, int to) {
    var all = String.join(";", Schema.forSqlite(from, to)) + Schema.forPostgres(from, to, "p.");
    return ObjectId.of(all.getBytes(StandardCharsets.UTF_8)).hex().substring(0, 16);
  }

  @Test
  void stepsFollowOneAnother() {
    assertThat(Schema.forSqlite(Schema.VERSION, Schema.VERSION)).isEmpty();
    var inOneGo = Schema.forSqlite(0, 2);
    assertThat(inOneGo).startsWith(Schema.forSqlite(0, 1).toArray(String[]::new));
    assertThat(inOneGo).endsWith(Schema.forSqlite(1, 2).toArray(String[]::new));
  }

  @Test
  void noPlaceholderIsLeft() {
    for (var sql : Schema.forPostgres(0, Schema.VERSION, "\"a #blob @ b\".")) {
      assertThat(sql.replace("\"a #blob @ b\"", "")).doesNotContain("#", "@");
    }
  }
}
