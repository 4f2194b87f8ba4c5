package dev.prunella.local.incidents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.incident.IncidentEvent;
import dev.prunella.incident.IncidentEvent.End;
import dev.prunella.incident.IncidentId;
import dev.prunella.incident.IncidentJournal;
import dev.prunella.incident.IncidentState;
import dev.prunella.local.refs.SqliteRefStore;
import dev.prunella.pipeline.RunId;
import dev.prunella.refs.Append;
import dev.prunella.refs.Appended;
import dev.prunella.refs.CommitId;
import dev.prunella.refs.Lake;
import dev.prunella.refs.Limits;
import dev.prunella.refs.ObjectId;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was read before is as good as what is read anew, whoever has written since. */
@SuppressWarnings("NullAway.Init") // before each test
class LakeIncidentsTest {
  private static final Instant AT = Instant.parse("2026-11-22T03:00:00Z");

  @TempDir Path folder;
  private SqliteRefStore store;
  private LakeIncidents journal;

  @BeforeEach
  void open() {
    store = SqliteRefStore.create(folder.resolve("lake.db"));
    new Lake(store, Clock.systemUTC(), Limits.DEFAULT).init();
    journal = another();
  }

  @AfterEach
  void close() {
    store.close();
  }

  /** As another process has it. */
  private LakeIncidents another() {
    return new LakeIncidents(new Lake(store, Clock.systemUTC(), Limits.DEFAULT), text -> text);
  }

  private static IncidentJournal.Writer opened(IncidentJournal by) {
    return by.open(
        new IncidentEvent.Opened(
            AT, new RunId(1), "sales", Optional.empty(), Optional.empty(), List.of()));
  }

  private static IncidentEvent.Closed closed() {
    return new IncidentEvent.Closed(AT, End.HEALED, "cured");
  }

  @Test
  void whatAnotherProcessWritesIsSeenAtOnce() {
    var writer = opened(journal);
    assertThat(journal.open()).hasSize(1);
    assertThat(journal.events(writer.id())).hasSize(1);

    another().resume(writer.id()).append(closed());

    assertThat(journal.state(writer.id()))
        .hasValueSatisfying(s -> assertThat(s.isOpen()).isFalse());
    assertThat(journal.events(writer.id())).hasSize(2).last().isEqualTo(closed());
    assertThat(journal.open()).isEmpty();
    assertThat(opened(another()).id()).isEqualTo(new IncidentId(2));
    assertThat(journal.open()).extracting(IncidentState::id).containsExactly(new IncidentId(2));
  }

  @Test
  void anOldOneIsNotForgottenHoweverManyCameSince() {
    var oldest = opened(journal).id();
    for (int i = 0; i < 700; i++) {
      opened(journal).append(closed());
    }
    var newest = opened(journal).id();

    assertThat(journal.open()).extracting(IncidentState::id).containsExactly(oldest, newest);
    assertThat(another().open()).extracting(IncidentState::id).containsExactly(oldest, newest);
  }

  @Test
  void oneThatWasClosedAndIsTakenBackIsOpenAgain() {
    var writer = opened(journal);
    writer.append(closed());
    assertThat(journal.open()).isEmpty();

    another()
        .resume(writer.id())
        .append(
            new IncidentEvent.Undone(
                AT,
                IncidentEvent.Undone.HEALER,
                "it was worse",
                new CommitId(ObjectId.of(new byte[] {1})),
                List.of()));

    assertThat(journal.open()).extracting(IncidentState::id).containsExactly(writer.id());
  }

  @Test
  void whoIsFarBehindReadsAnew() {
    var first = opened(journal);
    assertThat(journal.open()).hasSize(1);
    var other = another();
    other.resume(first.id()).append(closed());
    var second = opened(other).id();
    var lake = new Lake(store, Clock.systemUTC(), Limits.DEFAULT);
    for (int write = 0; write < 11; write++) {
      long from = 1_000L * write;
      var appends =
          LongStream.range(from, from + 1_000)
              .mapToObj(at -> new Append("other", at, "something", "else"))
              .toList();
      assertThat(lake.append("a test", appends)).isInstanceOf(Appended.Written.class);
    }

    assertThat(journal.open()).extracting(IncidentState::id).containsExactly(second);
  }

  @Test
  void nobodyIsThereOfAnUnknownNumber() {
    assertThat(journal.state(new IncidentId(7))).isEmpty();
    assertThat(journal.events(new IncidentId(7))).isEmpty();
    assertThat(journal.open()).isEmpty();
  }
}
