package dev.prunella.refs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.refs.RefStore.RefUpdate;
import dev.prunella.refs.RefStore.RefWrite;
import dev.prunella.refs.RefStore.Stored;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every ref store promises of its journals; {@link RefStoreSpec} adds refs and objects. */
@Timeout(60)
abstract class JournalSpec {
  private static final Instant AT = Instant.parse("2026-11-22T02:47:00.123456Z");

  RefStore store;

  /** A store that nothing has been written to. */
  protected abstract RefStore create() throws Exception;

  /** The same store as another process would see it, which may be opened beside the first. */
  protected abstract RefStore reopen() throws Exception;

  @BeforeEach
  void open() throws Exception {
    store = create();
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void unknownStreamIsAnEmptyJournal() {
    for (var stream : List.of("none", "", "nul\0", "half \uD83D", "\n")) {
      assertThat(store.length(stream)).isZero();
      assertThat(store.journal(stream, 0, 10)).isEmpty();
      assertThat(store.newest(stream, 10)).isEmpty();
      assertThat(store.streams(stream, 10)).isEmpty();
    }
  }

  @Test
  void entriesAreReadBackInTheOrderOfAppending() {
    assertThat(append(AT, "ann", entry("inc/1", 0, "opened"), entry("inc/1", 1, "seen")))
        .isInstanceOf(Stored.Written.class);
    assertThat(append(AT.minusSeconds(9), "bob", entry("inc/1", 2, "closed")))
        .isInstanceOf(Stored.Written.class);
    assertThat(append(AT, "ann", entry("inc/10", 0, "another"))).isInstanceOf(Stored.Written.class);

    var opened = new JournalEntry("inc/1", 0, AT, "ann", "opened", "{\"n\":0}");
    var seen = new JournalEntry("inc/1", 1, AT, "ann", "seen", "{\"n\":1}");
    var closed = new JournalEntry("inc/1", 2, AT.minusSeconds(9), "bob", "closed", "{\"n\":2}");
    assertThat(store.length("inc/1")).isEqualTo(3);
    assertThat(store.journal("inc/1", 0, 10)).containsExactly(opened, seen, closed);
    assertThat(store.journal("inc/1", 1, 1)).containsExactly(seen);
    assertThat(store.journal("inc/1", 3, 10)).isEmpty();
    assertThat(store.newest("inc/1", 2)).containsExactly(closed, seen);
    assertThat(store.length("inc/10")).isEqualTo(1);
  }

  @Test
  void thereAreNoGapsAndNoSecondEntryInAPlace() {
    append(AT, "ann", entry("s", 0, "first"));

    assertThat(append(AT, "ann", entry("s", 2, "beyond"))).isEqualTo(overtaken("s"));
    assertThat(append(AT, "ann", entry("s", 0, "again"))).isEqualTo(overtaken("s"));
    assertThat(append(AT, "ann", entry("new", 1, "beyond"))).isEqualTo(overtaken("new"));

    assertThat(kinds("s")).containsExactly("first");
    assertThat(store.streams("", 10)).containsExactly("s");
  }

  @Test
  void allOvertakenStreamsAreNamedAndNothingIsAppended() {
    append(AT, "ann", entry("a", 0, "k"), entry("b", 0, "k"));

    var result =
        append(
            AT,
            "ann",
            entry("b", 0, "late"),
            entry("c", 0, "in time"),
            entry("a", 1, "in time"),
            entry("d", 7, "early"));

    assertThat(result).isEqualTo(overtaken("b", "d"));
    assertThat(kinds("a")).containsExactly("k");
    assertThat(kinds("b")).containsExactly("k");
    assertThat(store.streams("", 10)).containsExactly("a", "b");
  }

  @Test
  void refPublicationAndEntriesAreOneTransaction() {
    var main = Ref.branch("main", commit("a"));
    store.write(moving(RefUpdate.create(main)));
    var publish = publishing(main, "b", entry("audit", 0, "published"), entry("inc/1", 0, "cured"));

    assertThat(store.write(publish)).isEqualTo(new Stored.Written(2));

    assertThat(store.ref("main")).contains(main.at(commit("b")));
    assertThat(store.publications(5)).hasSize(1);
    assertThat(kinds("audit")).containsExactly("published");
    assertThat(kinds("inc/1")).containsExactly("cured");
  }

  @Test
  void refThatHasMovedKeepsEntriesOut() {
    var main = Ref.branch("main", commit("a"));
    store.write(moving(RefUpdate.create(main)));
    store.write(moving(RefUpdate.move(main, commit("other"))));

    assertThat(store.write(publishing(main, "b", entry("audit", 0, "published"))))
        .isEqualTo(new Stored.Stale(List.of("main"), List.of()));

    assertThat(store.streams("", 5)).isEmpty();
    assertThat(store.publications(5)).isEmpty();
  }

  @Test
  void overtakenJournalKeepsTheRefWhereItIs() {
    var main = Ref.branch("main", commit("a"));
    store.write(moving(RefUpdate.create(main)));
    append(AT, "bob", entry("inc/1", 0, "withdrawn"));
    long before = store.lastWrite();
    var write =
        publishing(main, "b", entry("audit", 0, "published"), entry("inc/1", 0, "published"));

    assertThat(store.write(write)).isEqualTo(overtaken("inc/1"));

    assertThat(store.ref("main")).contains(main);
    assertThat(store.moves("main", 5)).hasSize(1);
    assertThat(store.publications(5)).isEmpty();
    assertThat(store.object(id("kept with b"))).isEmpty();
    assertThat(store.streams("", 5)).containsExactly("inc/1");
    assertThat(store.lastWrite()).isEqualTo(before);
    assertThat(store.write(publishing(main.at(commit("z")), "b", entry("inc/1", 9, "k"))))
        .isEqualTo(new Stored.Stale(List.of("main"), List.of("inc/1")));
  }

  @Test
  void appendsAloneAreNotNumberedSoThatASweepNeedNotWaitForThem() {
    store.write(keeping("x"));
    long seen = store.lastWrite();

    assertThat(append(AT, "ann", entry("s", 0, "k"))).isEqualTo(new Stored.Written(seen));

    assertThat(store.lastWrite()).isEqualTo(seen);
    assertThat(store.deleteObjects(List.of(id("x")), seen)).isEqualTo(OptionalInt.of(1));
    assertThat(store.length("s")).isEqualTo(1);
  }

  @Test
  void textIsKeptAsItIs() {
    var texts =
        List.of(
            "it's \"so\"; DROP TABLE journal --",
            "{\"n\\u0000\": \"é ünïcode 分支 \uD83D\uDE00\"}",
            "line\nline\r\n\ttab",
            "$1 ? % _ \\ {x} \uFFFF \u0001",
            "");
    for (var text : texts) {
      long next = store.length("née/o'brien \uD83D\uDE00 %");
      append(AT, "o'brien", new Append("née/o'brien \uD83D\uDE00 %", next, "分 kind", text));
    }
    assertThat(store.journal("née/o'brien \uD83D\uDE00 %", 0, 10))
        .extracting(JournalEntry::body)
        .isEqualTo(texts);
    assertThat(store.newest("née/o'brien \uD83D\uDE00 %", 1).getFirst().kind()).isEqualTo("分 kind");
  }

  @Test
  void whatADatabaseCannotHoldIsReplacedBeforeItIsAppended() {
    var append = new Append("s", 0, "k", "nul\0, half \uD83D.");
    var write = RefWrite.ofAppends(List.of(append), AT.plusNanos(999), "half \uDE00");

    assertThat(store.write(write)).isInstanceOf(Stored.Written.class);

    assertThat(append.body()).isEqualTo("nul\uFFFD, half \uFFFD.");
    assertThat(store.journal("s", 0, 5)).isEqualTo(write.entries());
  }

  @Test
  void largestEntryComesBackWhole() {
    var stream = "\uD83D\uDE00".repeat(Append.MAX_STREAM);
    var kind = "分".repeat(Append.MAX_KIND);
    var body = "é".repeat(Append.MAX_BODY_BYTES / 2);
    append(AT, "ann", new Append(stream, 0, kind, body), new Append(stream, 1, "k", ""));

    assertThat(store.journal(stream, 0, 5))
        .extracting(JournalEntry::kind)
        .containsExactly(kind, "k");
    assertThat(store.journal(stream, 0, 1).getFirst().body().equals(body)).isTrue();
    assertThat(store.streams("\uD83D\uDE00", 5)).containsExactly(stream);
  }

  @Test
  void streamsAreFoundByTheirBeginningInOrderOfCodePoints() {
    var names =
        List.of(
            "A",
            "a",
            "a%",
            "a/1",
            "a/10",
            "a/2",
            "a_b",
            "aa",
            "b",
            "é",
            "\uD7FF",
            "\uE000x",
            "\uFFFF",
            "\uD83D\uDE00",
            "\uDBFF\uDFFF",
            "\uDBFF\uDFFF\uDBFF\uDFFFz");
    names.reversed().forEach(name -> append(AT, "ann", entry(name, 0, "k"), entry(name, 1, "k")));

    assertThat(store.streams("", 100)).isEqualTo(names);
    assertThat(store.streams("", 3)).containsExactly("A", "a", "a%");
    assertThat(store.streams("a/", 100)).containsExactly("a/1", "a/10", "a/2");
    assertThat(store.streams("a/1", 100)).containsExactly("a/1", "a/10");
    assertThat(store.streams("a", 100)).hasSize(7);
    assertThat(store.streams("a%", 100)).containsExactly("a%");
    assertThat(store.streams("\uD7FF", 100)).containsExactly("\uD7FF");
    assertThat(store.streams("\uDBFF\uDFFF", 100)).hasSize(2);
    assertThat(store.streams("c", 100)).isEmpty();
  }

  @Test
  void manyStreamsStandSideBySide() {
    int streams = 2_000;
    for (int from = 0; from < streams; from += 500) {
      var appends = new ArrayList<Append>();
      for (int i = from; i < from + 500; i++) {
        appends.add(entry("inc/%05d".formatted(i), 0, "opened"));
        appends.add(entry("inc/%05d".formatted(i), 1, "of " + i));
      }
      assertThat(append(AT, "ann", appends.toArray(Append[]::new)))
          .isInstanceOf(Stored.Written.class);
    }
    assertThat(store.streams("inc/", 10_000)).hasSize(streams);
    assertThat(store.streams("inc/0199", 10_000)).hasSize(10);
    for (int i = 0; i < streams; i += 97) {
      assertThat(kinds("inc/%05d".formatted(i))).containsExactly("opened", "of " + i);
    }
  }

  @Test
  void reopenedStoreHoldsItsJournals() throws Exception {
    append(AT, "ann", entry("s", 0, "k"), entry("s", 1, "k"));
    store.close();

    store = reopen();

    assertThat(store.length("s")).isEqualTo(2);
    assertThat(append(AT, "ann", entry("s", 2, "k"))).isInstanceOf(Stored.Written.class);
  }

  @Test
  void ofManyThatAppendToOnePlaceExactlyOneWins() throws Exception {
    try (var other = reopen()) {
      int rounds = 20;
      for (int round = 0; round < rounds; round++) {
        int r = round;
        var results =
            together(
                IntStream.range(0, 6)
                    .<Callable<Stored>>mapToObj(
                        i ->
                            () ->
                                (i % 2 == 0 ? store : other)
                                    .write(
                                        RefWrite.ofAppends(
                                            List.of(entry("s", r, r + "-" + i)), AT, "w" + i)))
                    .toList());
        assertThat(results).filteredOn(Stored.Written.class::isInstance).hasSize(1);
        assertThat(results).filteredOn(overtaken("s")::equals).hasSize(5);
      }
      assertThat(store.journal("s", 0, 100))
          .extracting(JournalEntry::position)
          .isEqualTo(LongStream.range(0, rounds).boxed().toList());
      assertThat(other.journal("s", 0, 100)).isEqualTo(store.journal("s", 0, 100));
    }
  }

  @Test
  void writersWhoReadAgainWhenOvertakenLoseNothing() throws Exception {
    try (var other = reopen()) {
      int writers = 4;
      int each = 25;
      together(
          IntStream.range(0, writers)
              .<Callable<Boolean>>mapToObj(
                  i -> () -> appendAll(i % 2 == 0 ? store : other, "w" + i + "-", each))
              .toList());
      assertThat(kinds("s"))
          .containsExactlyInAnyOrderElementsOf(
              IntStream.range(0, writers * each)
                  .mapToObj(n -> "w" + n / each + "-" + n % each)
                  .toList());
      assertThat(store.newest("s", 1).getFirst().position()).isEqualTo(writers * each - 1);
    }
  }

  private static boolean appendAll(RefStore in, String prefix, int count) {
    for (int done = 0; done < count; ) {
      var next = entry("s", in.length("s"), prefix + done);
      if (in.write(RefWrite.ofAppends(List.of(next), AT, "w")) instanceof Stored.Written) {
        done++;
      }
    }
    return true;
  }

  private Stored append(Instant at, String by, Append... appends) {
    return store.write(RefWrite.ofAppends(List.of(appends), at, by));
  }

  private List<String> kinds(String stream) {
    return store.journal(stream, 0, 10_000).stream().map(JournalEntry::kind).toList();
  }

  private static Stored overtaken(String... streams) {
    return new Stored.Stale(List.of(), List.of(streams));
  }

  private static Append entry(String stream, long position, String kind) {
    return new Append(stream, position, kind, "{\"n\":" + position + "}");
  }

  private static RefWrite moving(RefUpdate update) {
    return new RefWrite(Map.of(), List.of(update), List.of(), AT, "spec", "why");
  }

  private static RefWrite keeping(String text) {
    return new RefWrite(
        Map.of(id(text), text.getBytes(StandardCharsets.UTF_8)),
        List.of(),
        List.of(),
        AT,
        "spec",
        "why");
  }

  private static RefWrite publishing(Ref from, String to, Append... appends) {
    var publication =
        new Publication(
            from.name(), from.head(), commit(to), AT, "ann", "why", Publication.Attested.VERIFIED);
    return new RefWrite(
        keeping("kept with " + to).objects(),
        List.of(RefUpdate.move(from, commit(to))),
        List.of(publication),
        List.of(appends),
        AT,
        "ann",
        "why");
  }

  static <T> List<T> together(Collection<Callable<T>> tasks) throws Exception {
    try (var threads = Executors.newFixedThreadPool(tasks.size())) {
      var results = new ArrayList<T>();
      for (var future : threads.invokeAll(tasks, 50, TimeUnit.SECONDS)) {
        results.add(future.get());
      }
      return results;
    }
  }

  static ObjectId id(String text) {
    return ObjectId.of(text.getBytes(StandardCharsets.UTF_8));
  }

  static CommitId commit(String text) {
    return new CommitId(id("commit " + text));
  }
}
