package dev.prunella.refs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prunella.refs.AuditEntry.Source;
import dev.prunella.refs.AuditEntry.Subject;
import dev.prunella.refs.RefStore.RefUpdate;
import dev.prunella.refs.RefStore.RefWrite;
import dev.prunella.refs.RefStore.Stored;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What every ref store promises of its audit chain. */
abstract class AuditSpec extends JournalSpec {
  private static final Instant AT = Instant.parse("2026-11-22T02:47:00.123456Z");

  @Test
  void storeThatWasNeverWrittenToHasNoChain() {
    assertThat(store.audit().head()).isEqualTo(AuditHead.NONE);
    assertThat(store.audit().entries(1, 10)).isEmpty();
    assertThat(AuditCheck.of(store, List.of()).isSound()).isTrue();
  }

  @Test
  void everyPublicationAndEveryEntryOfAJournalIsALink() {
    var main = new Ref("main", Ref.Kind.BRANCH, commit("a"), true);
    store.write(
        new RefWrite(Map.of(), List.of(RefUpdate.create(main)), List.of(), AT, "init", "init"));
    append("s", 0, "opened", "{\"text\": \"née \\u0000 \uD83D\uDE00\"}");
    publish(main, "b", new Append("s", 1, "cured", "{}"));

    var links = store.audit().entries(1, 10).stream().map(AuditLog.Audited::entry).toList();

    assertThat(links)
        .extracting(AuditEntry::kind)
        .containsExactly("began", "opened", "published", "cured");
    assertThat(links)
        .extracting(AuditEntry::subject)
        .containsExactly(
            new Subject(Source.BEGINNING, "", 0),
            new Subject(Source.JOURNAL, "s", 0),
            new Subject(Source.PUBLICATION, "main", 2),
            new Subject(Source.JOURNAL, "s", 1));
    assertThat(links).extracting(AuditEntry::number).containsExactly(1L, 2L, 3L, 4L);
    assertThat(links).allMatch(link -> link.hash().equals(link.computedHash()));
    assertThat(links.getFirst().previous()).isEqualTo(AuditHead.NONE.hash());
    assertThat(links.getLast().head()).isEqualTo(store.audit().head());
    assertThat(store.audit().entries(3, 1).getFirst().entry()).isEqualTo(links.get(2));
    var report = AuditCheck.of(store, List.of());
    assertThat(report.faults()).isEmpty();
    assertThat(report.entries()).isEqualTo(4);
  }

  @Test
  void aCheckEndsWhereItsReaderWantsItsEnd() {
    assertThatThrownBy(
            () ->
                AuditCheck.of(
                    store,
                    List.of(),
                    () -> {
                      throw new CancellationException("enough");
                    }))
        .isInstanceOf(CancellationException.class);
  }

  @Test
  void whatWasNotWrittenIsNotInTheChain() {
    append("s", 0, "k", "{}");
    var before = store.audit().head();

    assertThat(append("s", 0, "again", "{}")).isInstanceOf(Stored.Stale.class);

    assertThat(store.audit().head()).isEqualTo(before);
  }

  @Test
  void branchesAndLeasesAreNoDecisions() {
    append("s", 0, "k", "{}");
    var before = store.audit().head();
    store.write(
        new RefWrite(
            Map.of(),
            List.of(RefUpdate.create(Ref.branch("run/1", commit("a")))),
            List.of(),
            AT,
            "ann",
            "why"));
    assertThat(store.audit().head()).isEqualTo(before);
  }

  @Test
  void storesThatWriteAtOnceMakeOneChain() throws Exception {
    try (var other = reopen()) {
      together(
          IntStream.range(0, 6)
              .<Callable<Boolean>>mapToObj(
                  i ->
                      () -> {
                        for (long n = 0; n < 20; n++) {
                          (i % 2 == 0 ? store : other)
                              .write(
                                  RefWrite.ofAppends(
                                      List.of(new Append("s" + i, n, "k", "{}")), AT, "w" + i));
                        }
                        return true;
                      })
              .toList());
      assertThat(store.audit().entries(1, 1_000))
          .extracting(a -> a.entry().number())
          .isEqualTo(LongStream.rangeClosed(1, 121).boxed().toList());
      assertThat(AuditCheck.of(other, List.of()).faults()).isEmpty();
    }
  }

  @Test
  void firstLinkOfATimeIsFound() {
    append("s", 0, "k", "{}");
    assertThat(store.audit().firstSince(AT)).hasValue(1);
    assertThat(store.audit().firstSince(AT.plusSeconds(1))).isEmpty();
  }

  @Test
  void headThatWasNotedElsewhereShowsWhatTheChainCannot() {
    append("s", 0, "k", "{}");
    var noted = store.audit().head();
    append("s", 1, "k", "{}");

    assertThat(check(noted).faults()).isEmpty();
    assertThat(check(new AuditHead(2, id("another"))).faults())
        .extracting(AuditCheck.Fault::sentence)
        .containsExactly("entry 2 is not the one that the test names: the chain was written anew");
    assertThat(check(new AuditHead(9, id("later"))).faults())
        .extracting(AuditCheck.Fault::sentence)
        .containsExactly("the end was cut off: the test names entry 9, and the chain ends with 3");
  }

  private AuditCheck.Report check(AuditHead noted) {
    return AuditCheck.of(store, List.of(new AuditCheck.Anchor(noted, "the test")));
  }

  private Stored append(String stream, long position, String kind, String body) {
    return store.write(
        RefWrite.ofAppends(List.of(new Append(stream, position, kind, body)), AT, "ann"));
  }

  private void publish(Ref from, String to, Append append) {
    var publication =
        new Publication(
            from.name(), from.head(), commit(to), AT, "ann", "why", Publication.Attested.VERIFIED);
    assertThat(
            store.write(
                new RefWrite(
                    Map.of(),
                    List.of(RefUpdate.move(from, commit(to))),
                    List.of(publication),
                    List.of(append),
                    AT,
                    "ann",
                    "why")))
        .isInstanceOf(Stored.Written.class);
  }
}
