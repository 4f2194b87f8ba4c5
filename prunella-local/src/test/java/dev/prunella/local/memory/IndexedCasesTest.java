package dev.prunella.local.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.prunella.incident.FailureMark;
import dev.prunella.incident.IncidentEvent;
import dev.prunella.incident.IncidentEvent.End;
import dev.prunella.incident.IncidentEvent.Verified;
import dev.prunella.incident.IncidentId;
import dev.prunella.incident.IncidentJournal;
import dev.prunella.incident.RemedyFamily;
import dev.prunella.incident.Symptom;
import dev.prunella.local.incidents.LakeIncidents;
import dev.prunella.local.refs.SqliteRefStore;
import dev.prunella.memory.Cases;
import dev.prunella.memory.Direction;
import dev.prunella.memory.JournalCases;
import dev.prunella.memory.Meaning;
import dev.prunella.memory.Query;
import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.RunId;
import dev.prunella.refs.CommitId;
import dev.prunella.refs.Lake;
import dev.prunella.refs.Limits;
import dev.prunella.refs.ObjectId;
import dev.prunella.refs.TableName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.Lock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An index that follows the journal, whatever becomes of it. */
@SuppressWarnings("NullAway.Init") // before each test
class IndexedCasesTest {
  private static final Instant AT = Instant.parse("2026-11-22T03:00:00Z");
  private static final TableName ORDERS = TableName.of("orders");
  private static final CommitId COMMIT = new CommitId(ObjectId.of(new byte[] {1}));
  private static final String REFUSED = "Connection refused by the warehouse's gateway";
  private static final FailureMark MARK = new FailureMark(ORDERS, "00ff", "batch 1");

  /** More than a lake may have that is asked without an index. */
  private static final int MANY = 60;

  @TempDir Path folder;
  private SqliteRefStore store;
  private LakeIncidents journal;
  private Lake lake;
  private IndexedCases cases;

  @BeforeEach
  void open() {
    store = SqliteRefStore.create(folder.resolve("lake.db"));
    lake = new Lake(store, Clock.systemUTC(), Limits.DEFAULT);
    lake.init();
    journal = new LakeIncidents(lake, text -> text);
    for (int i = 0; i < MANY; i++) {
      ended("column \"c" + i + "\" does not exist in relation " + (char) ('a' + i % 26));
    }
    cases = new IndexedCases(lake, journal, folder.resolve("cases"), Meaning.UNKNOWN);
  }

  @AfterEach
  void close() {
    cases.close();
    store.close();
  }

  private IncidentJournal.Writer begun(String message) {
    return journal.open(
        new IncidentEvent.Opened(
            AT,
            new RunId(1),
            "sales",
            Optional.empty(),
            Optional.empty(),
            List.of(new Symptom(ORDERS, Fault.Kind.SOURCE_FAILED, message))));
  }

  private IncidentJournal.Writer ended(String message) {
    var writer = begun(message);
    writer.append(new IncidentEvent.Closed(AT, End.HEALED, "cured"));
    return writer;
  }

  private List<IncidentId> found(String text) {
    return cases.similarTo(Query.of(text), 10).stream()
        .filter(m -> m.likeness() >= 1)
        .map(m -> m.found().id())
        .toList();
  }

  @Test
  void whatHasEndedIsFoundAndWhatGoesOnIsNot() {
    var writer = begun(REFUSED);
    assertThat(found(REFUSED)).isEmpty();
    writer.append(new IncidentEvent.Closed(AT, End.PASSED, "by itself"));
    assertThat(found(REFUSED)).containsExactly(writer.id());
    assertThat(cases.similarTo(Query.of("no such column: c9"), 3)).isNotEmpty();
  }

  @Test
  void whatIsTakenBackLaterStandsInThePlaceOfItself() {
    var writer = ended(REFUSED);
    assertThat(found(REFUSED)).containsExactly(writer.id());
    var before = cases.similarTo(Query.of(REFUSED), 1).getFirst();
    writer.append(new IncidentEvent.Undone(AT, "lea", "wrong", COMMIT, List.of(ORDERS)));
    assertThat(found(REFUSED)).containsExactly(writer.id());
    var after = cases.similarTo(Query.of(REFUSED), 1).getFirst();
    assertThat(after.found().undone()).isTrue();
    assertThat(after.score()).isLessThan(before.score());
  }

  @Test
  void whoDiedBeforeItWasWrittenIsFollowedByOneWhoLosesAndDoublesNothing() throws IOException {
    assertThat(found(REFUSED)).isEmpty();
    cases.close();
    copy(folder.resolve("cases"), folder.resolve("old"));
    var first = ended(REFUSED);
    assertThat(found(REFUSED)).containsExactly(first.id());
    cases.close();
    // All that was written since is lost, as if it had never come to the disk.
    empty(folder.resolve("cases"));
    copy(folder.resolve("old"), folder.resolve("cases"));
    var second = ended(REFUSED);
    assertThat(found(REFUSED)).containsExactlyInAnyOrder(first.id(), second.id());
    assertThat(cases.rebuild()).isEqualTo(MANY + 2);
    assertThat(found(REFUSED)).containsExactlyInAnyOrder(first.id(), second.id());
  }

  @Test
  void aDamagedIndexIsMadeAnew() throws IOException {
    var one = ended(REFUSED);
    assertThat(found(REFUSED)).containsExactly(one.id());
    cases.close();
    try (var files = Files.list(folder.resolve("cases"))) {
      for (var file : files.toList()) {
        Files.writeString(file, "damaged");
      }
    }
    assertThat(found(REFUSED)).containsExactly(one.id());
    assertThat(found(REFUSED)).containsExactly(one.id());
    assertThat(kept()).isEqualTo(MANY + 1);
  }

  /** How many texts the index has, whatever the journal says. */
  private long kept() {
    try (var index = CaseIndex.in(folder.resolve("cases"), Meaning.UNKNOWN)) {
      return index.size();
    }
  }

  /** Whatever has become of one of its files, what is answered is what the journal says. */
  @Test
  void anIndexOfWhichOneFileIsDamagedSaysNothingWrong() throws IOException {
    var one = begun(REFUSED);
    one.append(
        new IncidentEvent.Tried(
            AT,
            "the key",
            RemedyFamily.CONFIG_CHANGE,
            "set it",
            Optional.empty(),
            Verified.FAILED,
            List.of(),
            Optional.of(MARK)));
    one.append(new IncidentEvent.Closed(AT, End.DISMISSED, ""));
    assertThat(found(REFUSED)).containsExactly(one.id());
    cases.close();
    copy(folder.resolve("cases"), folder.resolve("whole"));
    for (var file : files(folder.resolve("whole"))) {
      if (Files.size(file) == 0) {
        continue; // the lock
      }
      for (var damaged : damaged(Files.readAllBytes(file))) {
        cases.close();
        empty(folder.resolve("cases"));
        copy(folder.resolve("whole"), folder.resolve("cases"));
        Files.write(folder.resolve("cases").resolve(file.getFileName()), damaged);
        cases = indexed(Meaning.UNKNOWN);
        assertThat(found(REFUSED)).as("%s", file).containsExactly(one.id());
        assertThat(cases.of(MARK)).as("%s", file).hasSize(1);
      }
    }
  }

  /** Cut off; with another byte in the middle; and, wherever it stands, of another failure. */
  private static List<byte[]> damaged(byte[] whole) {
    var all = new ArrayList<byte[]>();
    all.add(Arrays.copyOf(whole, whole.length / 2));
    all.add(with(whole, whole.length / 2));
    var text = new String(whole, StandardCharsets.ISO_8859_1);
    for (int at = text.indexOf("batch"); at >= 0; at = text.indexOf("batch", at + 1)) {
      all.add(with(whole, at));
    }
    return all;
  }

  private static byte[] with(byte[] whole, int at) {
    var other = whole.clone();
    other[at] ^= 1;
    return other;
  }

  @Test
  void anIndexOfAnotherLakeIsNotGoneBy() throws IOException {
    var here = ended(REFUSED);
    assertThat(found(REFUSED)).containsExactly(here.id());
    cases.close();
    store.close();
    Files.delete(folder.resolve("lake.db"));
    open();
    assertThat(found(REFUSED)).isEmpty();
  }

  @Test
  void whileAnotherProcessWritesTheJournalIsAsked() throws IOException {
    var one = ended(REFUSED);
    try (var directory = FSDirectory.open(folder.resolve("cases"));
        Lock held = directory.obtainLock("write.lock")) {
      held.ensureValid();
      assertThat(found(REFUSED)).containsExactly(one.id());
    }
    assertThat(found(REFUSED)).containsExactly(one.id());
  }

  @Test
  void whatCouldNotBeWrittenIsNotTakenForWritten() throws IOException {
    assertThat(found(REFUSED)).isEmpty();
    var one = ended(REFUSED);
    try (var directory = FSDirectory.open(folder.resolve("cases"));
        Lock held = directory.obtainLock("write.lock")) {
      held.ensureValid();
      assertThat(found(REFUSED)).containsExactly(one.id());
    }
    // Nothing has come to the journal since, and whoever wrote has died.
    assertThat(found(REFUSED)).containsExactly(one.id());
    assertThat(kept()).isEqualTo(MANY + 1);
  }

  @Test
  void anIndexThatAnotherProcessThrowsAwayMeanwhileIsNoMatterOfWhoeverAsks() throws IOException {
    var one = ended(REFUSED);
    var thrown = new AtomicBoolean();
    cases =
        indexed(
            text -> {
              if (!thrown.getAndSet(true)) {
                try {
                  empty(folder.resolve("cases"));
                  // The other one writes by now, under a lock of its own.
                  Files.createFile(folder.resolve("cases").resolve("write.lock"));
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              }
              return languages(text);
            });
    assertThat(found(REFUSED)).containsExactly(one.id());
    assertThat(thrown).isTrue();
    assertThat(found(REFUSED)).containsExactly(one.id());
  }

  @Test
  void anIndexThatAnotherProcessHasMadeAnewIsGoneByAsIfItWereOnesOwn() {
    var one = ended(REFUSED);
    assertThat(found(REFUSED)).containsExactly(one.id());
    for (int i = 0; i < 3; i++) {
      var two = ended("another failure, of the printer " + (char) ('a' + i));
      try (var other = indexed(Meaning.UNKNOWN)) {
        other.rebuild();
      }
      assertThat(found(REFUSED)).containsExactly(one.id());
      assertThat(found("another failure, of the printer " + (char) ('a' + i)))
          .containsExactly(two.id());
    }
  }

  @Test
  void ofManyThatGoOnTheChainIsReadToItsEnd() {
    assertThat(found(REFUSED)).isEmpty();
    cases.close();
    // More than are taken in at once where it is to be found out what each means.
    for (int i = 0; i < 210; i++) {
      begun("goes on " + i);
    }
    cases = indexed(IndexedCasesTest::languages);
    cases.rebuild();
    for (int i = 0; i < 210; i++) {
      begun("goes on, too " + i);
    }
    assertThat(cases.similarTo(Query.of(REFUSED), 1)).isNotEmpty();
    var one = ended(REFUSED);
    assertThat(found(REFUSED)).containsExactly(one.id());
    assertThat(kept()).isEqualTo(MANY + 1);
  }

  @Test
  void whatIsSwitchedBackGoesOnAndIsNoCaseUntilItEnds() {
    var one = ended(REFUSED);
    assertThat(found(REFUSED)).containsExactly(one.id());
    one.append(
        new IncidentEvent.Undone(
            AT, IncidentEvent.Undone.HEALER, "worse", COMMIT, List.of(ORDERS)));
    assertThat(found(REFUSED)).isEmpty();
    one.append(new IncidentEvent.Closed(AT, End.DISMISSED, ""));
    assertThat(found(REFUSED)).containsExactly(one.id());
  }

  @Test
  void textIsReadAsWordsAndNeverAsAQuery() {
    for (var text :
        List.of(
            "*:* OR case:INC-1",
            "((((",
            "\"",
            "word:[a TO *]",
            "\\",
            "a~99 ^",
            "\u0000\u001b[2J")) {
      assertThat(cases.similarTo(Query.of(text), 5)).hasSizeLessThanOrEqualTo(5);
    }
  }

  @Test
  void valuesAreNotInTheIndex() throws IOException {
    ended("Could not convert string 'Wunderlich' to INT32 for card 4111222233334444");
    assertThat(cases.similarTo(Query.of("Could not convert string"), 1)).hasSize(1);
    try (var files = Files.list(folder.resolve("cases"))) {
      for (var file : files.toList()) {
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT))
            .doesNotContain("wunderlich", "4111222233334444");
      }
    }
  }

  @Test
  void aRemedyThatFailedIsKnownByItsFailureInTheIndexAsInTheJournal() {
    var writer = begun(REFUSED);
    writer.append(
        new IncidentEvent.Tried(
            AT,
            "the key",
            RemedyFamily.CONFIG_CHANGE,
            "set it",
            Optional.empty(),
            Verified.FAILED,
            List.of(),
            Optional.of(MARK)));
    writer.append(new IncidentEvent.Closed(AT, End.DISMISSED, ""));
    for (Cases some : List.of(cases, new JournalCases(journal, Meaning.UNKNOWN))) {
      assertThat(some.of(MARK)).extracting(c -> c.id()).containsExactly(writer.id());
      assertThat(some.of(new FailureMark(ORDERS, "00ff", "batch 2"))).isEmpty();
    }
  }

  private static List<Path> files(Path of) throws IOException {
    try (var files = Files.list(of)) {
      return files.toList();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    for (var file : files(from)) {
      Files.copy(file, to.resolve(file.getFileName()));
    }
  }

  private static void empty(Path of) throws IOException {
    for (var file : files(of)) {
      Files.delete(file);
    }
  }

  /** Words of one language, and those of another that mean the same. */
  private static Optional<Direction> languages(String text) {
    boolean isDisk = text.contains("disk") || text.contains("platte");
    return Optional.of(Direction.of(isDisk ? new float[] {1, 0.1f} : new float[] {0.1f, 1}));
  }

  @Test
  void whatMeansTheSameIsFoundThoughNoWordIsTheSame() {
    cases.close();
    var full = ended("disk exhausted");
    var german = Query.of("platte ist voll");
    for (Cases some :
        List.of(
            new JournalCases(journal, IndexedCasesTest::languages),
            indexed(IndexedCasesTest::languages))) {
      var best = some.similarTo(german, 5).getFirst();
      assertThat(best.found().id()).isEqualTo(full.id());
      assertThat(best.likeness()).isGreaterThan(0.25);
    }
    cases = indexed(Meaning.UNKNOWN);
    assertThat(cases.similarTo(german, 5)).noneMatch(m -> m.likeness() > 0.2);
  }

  @Test
  void whatNobodyCouldTellTheMeaningOfIsComparedByItsWords() {
    cases.close();
    var one = ended("the disk of the warehouse is exhausted and slow");
    var asked = Query.of("the disk of the warehouse is exhausted and gone");
    Meaning failsAtFirst =
        text -> text.contains("gone") ? languages(text) : Optional.<Direction>empty();
    var byWords = new JournalCases(journal, Meaning.UNKNOWN).similarTo(asked, 1).getFirst();
    for (Cases some : List.of(new JournalCases(journal, failsAtFirst), indexed(failsAtFirst))) {
      var best = some.similarTo(asked, 1).getFirst();
      assertThat(best.found().id()).isEqualTo(one.id());
      assertThat(best.likeness()).isCloseTo(byWords.likeness(), within(0.05));
    }
  }

  @Test
  void indexThatWasMadeByWordsAloneIsMadeAnewByMeaning() {
    assertThat(cases.similarTo(Query.of(REFUSED), 3)).isNotEmpty();
    cases.close();
    var full = ended("disk exhausted");
    cases = indexed(IndexedCasesTest::languages);
    assertThat(cases.similarTo(Query.of("platte ist voll"), 5).getFirst().found().id())
        .isEqualTo(full.id());
  }

  @Test
  void wholeIndexIsNotAskedForMeaningWhereTheVerySameHasBeen() {
    var first = ended(REFUSED);
    cases.close();
    var asked = new AtomicInteger();
    Meaning counted =
        text -> {
          asked.incrementAndGet();
          return languages(text);
        };
    cases = indexed(counted);
    cases.rebuild();
    asked.set(0);
    assertThat(found(REFUSED)).containsExactly(first.id());
    assertThat(asked).hasValue(0);
  }

  private IndexedCases indexed(Meaning meaning) {
    return new IndexedCases(lake, journal, folder.resolve("cases"), meaning);
  }
}
