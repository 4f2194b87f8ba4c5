package dev.prunella.local.refs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.refs.Append;
import dev.prunella.refs.AuditCheck;
import dev.prunella.refs.CommitInfo;
import dev.prunella.refs.Lake;
import dev.prunella.refs.Limits;
import dev.prunella.refs.Publication;
import dev.prunella.refs.Ref;
import dev.prunella.refs.RefStore;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whoever can write to the database alters what was decided; each time the check says what. The
 * chain: 1 began, 2 opened, 3 tried, 4 published (to main), 5 cured, 6 paused.
 */
abstract class AuditTamperingSpec {
  RefStore store;

  abstract RefStore create() throws Exception;

  /** Changes the database behind the store's back; {@code @} stands for where the tables are. */
  abstract void tamper(String sql) throws Exception;

  @BeforeEach
  void lakeWithAHistory() throws Exception {
    store = create();
    var lake = new Lake(store, Clock.systemUTC(), Limits.DEFAULT);
    lake.init();
    lake.append("healer", List.of(new Append("incident/1", 0, "opened", "{\"n\":0}")));
    lake.append("healer", List.of(new Append("incident/1", 1, "tried", "{\"n\":1}")));
    var main = lake.head(Ref.MAIN);
    var next = lake.candidate("c", main, Map.of(), new CommitInfo("ann", "next", Optional.of("f")));
    lake.advance(
        Ref.MAIN,
        main.id(),
        next.id(),
        Optional.empty(),
        Publication.Attested.VERIFIED,
        "healer",
        "cure",
        List.of(new Append("incident/1", 2, "cured", "{}")));
    lake.append("ann", List.of(new Append("healing", 0, "paused", "{}")));
    assertThat(AuditCheck.of(store, List.of()).faults()).isEmpty();
    assertThat(store.audit().head().number()).isEqualTo(6);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          UPDATE @audit SET actor = 'bob' WHERE number = 3    | entry 3 was altered
          UPDATE @audit SET kind = 'denied' WHERE number = 6  | entry 6 was altered
          UPDATE @audit SET previous = hash WHERE number = 4  | entry 4 does not follow entry 3
          UPDATE @audit SET hash = payload_hash WHERE number = 2 | entry 3 does not follow entry 2
          DELETE FROM @audit WHERE number = 4                 | entry 4 was removed
          DELETE FROM @audit WHERE number IN (2, 3)           | entries 2 to 3 were removed
          DELETE FROM @audit WHERE number = 1                 | entry 1 was removed
          DELETE FROM @audit WHERE number >= 5                | the end was cut off: entries 5 to 6
          UPDATE @audit SET number = CASE number WHEN 2 THEN 13 ELSE 12 END WHERE number IN (2, 3); UPDATE @audit SET number = number - 10 WHERE number > 10 | entry 2 was altered or put elsewhere
          UPDATE @audit SET number = 7 WHERE number = 6       | the end was cut off: entry 6
          UPDATE @journal SET body = '{}' WHERE kind = 'tried' | entry 1 of the journal incident/1, of which entry 3 tells, was altered: its text
          UPDATE @journal SET appended_by = 'ann' WHERE kind = 'cured' | was altered: who wrote it
          UPDATE @journal SET appended_at = appended_at - 1 WHERE kind = 'paused' | was altered: its time
          UPDATE @journal SET kind = 'resumed' WHERE kind = 'paused' | was altered: its kind
          DELETE FROM @journal WHERE stream = 'healing'       | entry 0 of the journal healing, of which entry 6 tells, was removed
          INSERT INTO @journal VALUES ('healing', 1, 0, 'ann', 'resumed', '{}') | entry 1 of the journal healing was added: no entry tells of it
          UPDATE @publication SET attested = 'BY_HAND_UNVERIFIED' | the publication of write 3 to main, of which entry 4 tells, was altered
          UPDATE @publication SET published_by = 'ann'        | was altered: its text, who wrote it
          DELETE FROM @publication                            | the publication of write 3 to main, of which entry 4 tells, was removed
          UPDATE @ref SET head = (SELECT from_head FROM @publication) WHERE name = 'main' | 'main' stands at
          UPDATE @write_counter SET audit_number = 9          | the end was cut off: entries 7 to 9
          """)
  void whatWasTamperedWithIsNamed(String sql, String sentence) throws Exception {
    for (var one : sql.split(";", -1)) {
      tamper(one);
    }

    assertThat(AuditCheck.of(store, List.of()).faults())
        .extracting(AuditCheck.Fault::sentence)
        .anySatisfy(said -> assertThat(said).contains(sentence));
  }
}
