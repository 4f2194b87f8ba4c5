package dev.prunella.local.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prunella.contract.CodePlace;
import dev.prunella.local.refs.SqliteRefStore;
import dev.prunella.pipeline.Batch;
import dev.prunella.pipeline.DataInterval;
import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.Quarantined;
import dev.prunella.pipeline.RunCode;
import dev.prunella.pipeline.RunEvent;
import dev.prunella.pipeline.RunEvent.Outcome;
import dev.prunella.pipeline.RunId;
import dev.prunella.pipeline.RunJournal;
import dev.prunella.pipeline.RunState;
import dev.prunella.pipeline.Verdict;
import dev.prunella.refs.Append;
import dev.prunella.refs.CommitId;
import dev.prunella.refs.Entry;
import dev.prunella.refs.JournalEntry;
import dev.prunella.refs.Lake;
import dev.prunella.refs.LakeException;
import dev.prunella.refs.Limits;
import dev.prunella.refs.ObjectId;
import dev.prunella.refs.Problem;
import dev.prunella.refs.TableName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // before each test
class LakeRunJournalTest {
  private static final Instant AT = Instant.parse("2026-11-22T02:47:00.123456Z");
  private static final TableName ORDERS = TableName.of("shop", "raw orders");
  private static final CommitId COMMIT = new CommitId(ObjectId.of(new byte[] {1}));
  private static final Entry TABLE = new Entry.Table("u-1", "/w/orders/metadata/1.json");

  @TempDir Path folder;
  private SqliteRefStore store;
  private LakeRunJournal journal;

  @BeforeEach
  void open() {
    store = SqliteRefStore.create(folder.resolve("lake.db"));
    var lake = new Lake(store, Clock.systemUTC(), Limits.DEFAULT);
    lake.init();
    journal = new LakeRunJournal(lake, text -> text.replace("hunter2", "***"));
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void theNewestAreTheNewestWhoeverHasOpenedThem() {
    assertThat(journal.newest(5)).isEmpty();
    var lake = new Lake(store, Clock.systemUTC(), Limits.DEFAULT);
    for (int i = 0; i < 3; i++) {
      journal.open(opened("daily"));
      new LakeRunJournal(lake, text -> text).open(opened("hourly"));

      assertThat(journal.newest(3).getFirst().run()).isEqualTo(new RunId(2 * i + 2));
      assertThat(journal.newest(3).getFirst().event().pipeline()).isEqualTo("hourly");
    }
    assertThat(journal.newest(2))
        .extracting(RunJournal.Opened::run)
        .containsExactly(new RunId(6), new RunId(5));
    assertThat(journal.newest(5_000)).hasSize(6);
  }

  @Test
  void ofVeryManyRunsTheNewestAreToldToo() {
    assertThat(journal.newest(1)).isEmpty();
    for (int i = 0; i < 1_200; i++) {
      journal.open(opened("daily"));
    }
    assertThat(journal.newest(2))
        .extracting(RunJournal.Opened::run)
        .containsExactly(new RunId(1_200), new RunId(1_199));
    journal.open(opened("daily"));
    assertThat(journal.newest(1_000)).hasSize(1_000);
    assertThat(journal.newest(1))
        .extracting(RunJournal.Opened::run)
        .containsExactly(new RunId(1_201));
  }

  @Test
  void aRunIsOpenedWithTheEntryThatClaimsItOrNotAtAll() {
    Function<RunId, Append> claim = run -> new Append("schedule/p", 0, "claim", run.toString());
    var writer = journal.openIf(opened("daily"), claim);
    assertThat(writer).hasValueSatisfying(w -> assertThat(w.run()).isEqualTo(new RunId(1)));
    assertThat(store.journal("schedule/p", 0, 10))
        .extracting(JournalEntry::body)
        .containsExactly("run-1");

    assertThat(journal.openIf(opened("daily"), claim)).isEmpty();

    assertThat(journal.newest(10)).hasSize(1);
    assertThat(journal.newestOf(new RunId(2))).isEmpty();
  }

  @Test
  void theNewestEventAndTheBeginningAreFoundWithoutTheRest() {
    var opened = opened("daily");
    var writer = journal.open(opened);
    assertThat(journal.newestOf(writer.run())).contains(opened);
    writer.append(all());
    assertThat(journal.newestOf(writer.run())).contains(all().getLast());
    assertThat(journal.opened(writer.run())).contains(opened);
    assertThat(journal.opened(new RunId(9))).isEmpty();
  }

  @Test
  void everyEventIsReadAsItWasWritten() {
    var opened = opened("daily");
    var writer = journal.open(opened);
    writer.append(all());
    var expected = new ArrayList<RunEvent>(List.of(opened));
    expected.addAll(all());
    assertThat(journal.events(writer.run())).isEqualTo(expected);
  }

  @Test
  void runsAreCountedInTheOrderInWhichTheyWereOpened() {
    assertThat(journal.open(opened("a")).run()).isEqualTo(new RunId(1));
    assertThat(journal.open(opened("b")).run()).isEqualTo(new RunId(2));
    assertThat(journal.newest(5))
        .extracting(o -> o.run() + " " + o.event().pipeline())
        .containsExactly("run-2 b", "run-1 a");
  }

  @Test
  void twoWritersOfOneRunAreToldApart() {
    var first = journal.open(opened("daily"));
    var second = journal.resume(first.run());
    second.append(List.of(new RunEvent.StepBegan(AT, ORDERS)));
    assertThatThrownBy(() -> first.append(List.of(new RunEvent.StepBegan(AT, ORDERS))))
        .isInstanceOf(LakeException.class)
        .hasMessageContaining("run-1 is being worked on by another process");
    assertThat(journal.events(first.run())).hasSize(2);
  }

  @Test
  void secretsInForeignTextAreMasked() {
    var writer = journal.open(opened("daily"));
    var fault =
        new Fault(
            Fault.Kind.ACCESS_DENIED,
            "password hunter2 refused",
            Optional.empty(),
            "",
            Map.of("url", "x?p=hunter2"));
    writer.append(List.of(new RunEvent.StepFailed(AT, ORDERS, fault, Duration.ZERO)));
    assertThat(store.journal("run/1", 0, 10))
        .noneMatch(entry -> entry.body().contains("hunter2"))
        .anyMatch(entry -> entry.body().contains("password *** refused"));
  }

  @Test
  void whatANewerVersionWroteIsSaidToBeSo() {
    var entry = new JournalEntry("run/1", 3, AT, "ana", "step dreamt", "{}");
    assertThatThrownBy(() -> EventReader.read(entry))
        .hasMessageContaining("'step dreamt', which a newer Prunella has written")
        .extracting(e -> ((LakeException) e).problem())
        .isEqualTo(Problem.UNSUPPORTED);
  }

  @Test
  void damagedTextIsSaidToBeSo() {
    for (var body :
        List.of("", "{", "[]", "{\"at\":\"noon\"}", "{\"at\":\"2026-11-22T02:47:00Z\"}")) {
      var entry = new JournalEntry("run/1", 3, AT, "ana", "step began", body);
      assertThatThrownBy(() -> EventReader.read(entry))
          .as(body)
          .isInstanceOf(LakeException.class)
          .hasMessageContaining("entry 3 of run/1");
    }
  }

  @Test
  void historiesOfEarlierVersionsAreStillFolded() throws IOException {
    var events = new ArrayList<RunEvent>();
    try (var in = LakeRunJournalTest.class.getResourceAsStream("/histories/run-1.txt")) {
      assertThat(in).isNotNull();
      var lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
      for (var line : lines) {
        var parts = line.split("\t", 2);
        events.add(
            EventReader.read(
                new JournalEntry("run/1", events.size(), AT, "ana", parts[0], parts[1])));
      }
    }
    var state = RunState.of(new RunId(1), events);
    assertThat(state.closed().map(RunEvent.Closed::outcome)).contains(Outcome.PUBLISHED_IN_PART);
    assertThat(state.failed()).containsExactly(TableName.of("daily"));
    assertThat(state.done()).containsOnlyKeys(TableName.of("shop", "orders"));
    assertThat(state.branches()).containsExactly("run/1");
  }

  private static RunEvent.Opened opened(String pipeline) {
    return new RunEvent.Opened(
        AT,
        pipeline,
        Optional.of(new DataInterval(AT.minusSeconds(60), AT)),
        Optional.of("2026-11-21"),
        List.of(ORDERS, TableName.of("daily")),
        AT,
        -7,
        "ana",
        "because");
  }

  private static List<RunEvent> all() {
    var part = new Batch.Part("landing/a.csv", "ab".repeat(32), 12, "/raw/ab");
    var fault =
        Fault.of(Fault.Kind.UNKNOWN_COLUMN, "no column 'amont'\n\u2028", "did you mean 'amount'?")
            .at(new CodePlace("models/daily.sql", 3))
            .with("exit", "1");
    var daily = TableName.of("daily");
    return List.of(
        new RunEvent.AttemptBegan(
            AT, 1, "run/1", COMMIT, new RunCode(Optional.of("c0de"), "clean"), "begun"),
        new RunEvent.StepBegan(AT, ORDERS),
        new RunEvent.StepDone(
            AT,
            ORDERS,
            "f1",
            Map.of(daily, TABLE, ORDERS, new Entry.View("v", "/w/v.json")),
            Optional.of(TABLE),
            TABLE,
            12,
            345,
            Duration.ofMillis(1234),
            Optional.of(new Batch(List.of(part), AT)),
            Optional.of(
                new Quarantined(
                    TableName.of("orders__quarantine"),
                    Optional.empty(),
                    TABLE,
                    3,
                    Map.of("orders.amount.required", 3L))),
            3),
        new RunEvent.StepJudged(
            AT,
            ORDERS,
            TABLE,
            List.of(
                Verdict.of("rows", Verdict.Standing.PASSED, "at least 1 row: 12"),
                new Verdict(
                    "amount.required",
                    Verdict.Standing.HELD,
                    "3 of 12 rows have no amount",
                    Optional.of(new CodePlace("contracts/orders.odcs.yaml", 9)),
                    Map.of("rows", "3"))),
            Duration.ofMillis(7)),
        new RunEvent.StepReused(AT, ORDERS, TABLE, "unchanged"),
        new RunEvent.StepFailed(AT, daily, fault, Duration.ofSeconds(1)),
        new RunEvent.StepSkipped(AT, TableName.of("later"), daily, RunEvent.StepSkipped.Why.NEEDS),
        new RunEvent.StepSkipped(AT, TableName.of("origin"), daily, RunEvent.StepSkipped.Why.FEEDS),
        new RunEvent.StepCancelled(AT, daily),
        new RunEvent.Overtaken(AT, COMMIT, List.of(ORDERS)),
        new RunEvent.Published(AT, COMMIT, List.of(ORDERS, daily)),
        new RunEvent.Closed(AT, Outcome.PUBLISHED_IN_PART, "1 table published"));
  }
}
