package dev.prunella.refs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.refs.RefStore.Lease;
import dev.prunella.refs.RefStore.RefMove;
import dev.prunella.refs.RefStore.RefUpdate;
import dev.prunella.refs.RefStore.RefWrite;
import dev.prunella.refs.RefStore.Stored;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What every ref store promises. An adapter's test extends this and says how to open one. */
public abstract class RefStoreSpec extends AuditSpec {
  private static final Instant AT = Instant.parse("2026-11-22T02:47:00.123456Z");

  @Test
  void newStoreHoldsNothing() {
    assertThat(store.refs()).isEmpty();
    assertThat(store.ref("main")).isEmpty();
    assertThat(store.object(id("nothing"))).isEmpty();
    assertThat(store.objectsStartingWith("", 10)).isEmpty();
    assertThat(store.moves("main", 10)).isEmpty();
    assertThat(store.movesSince(Instant.EPOCH)).isEmpty();
    assertThat(store.firstHead()).isEmpty();
    assertThat(store.publications(10)).isEmpty();
    assertThat(store.leases()).isEmpty();
    assertThat(store.lastWrite()).isZero();
    assertThat(visited()).isEmpty();
  }

  @Test
  void oneWriteKeepsObjectsRefsMovesAndPublications() {
    var main = Ref.branch("main", commit("a"));
    written(write(Map.of(id("x"), bytes("x"), id("y"), bytes("y")), RefUpdate.create(main)));
    var next = main.at(commit("b"));
    var publication = publication("main", "a", "b");

    long number =
        written(
            new RefWrite(
                Map.of(),
                List.of(RefUpdate.move(main, next.head())),
                List.of(publication),
                AT.plusSeconds(1),
                "ann",
                "why b"));

    assertThat(store.ref("main")).contains(next);
    assertThat(store.object(id("x"))).hasValueSatisfying(b -> assertThat(b).isEqualTo(bytes("x")));
    assertThat(store.publications(5)).containsExactly(publication);
    assertThat(store.moves("main", 5))
        .containsExactly(
            new RefMove(
                number,
                "main",
                Optional.of(commit("a")),
                Optional.of(commit("b")),
                AT.plusSeconds(1),
                "ann",
                "why b"),
            new RefMove(
                number - 1, "main", Optional.empty(), Optional.of(commit("a")), AT, "spec", "why"));
  }

  @Test
  void staleUpdateWritesAndRecordsNothing() {
    var main = Ref.branch("main", commit("a"));
    written(write(Map.of(), RefUpdate.create(main)));
    written(write(Map.of(), RefUpdate.move(main, commit("b"))));
    long before = store.lastWrite();
    var stale =
        new RefWrite(
            Map.of(id("lost"), bytes("lost")),
            List.of(
                RefUpdate.create(Ref.branch("other", commit("a"))),
                RefUpdate.move(main, commit("c"))),
            List.of(publication("main", "a", "c")),
            AT,
            "ann",
            "why");

    assertThat(store.write(stale)).isEqualTo(stale("main"));

    assertThat(store.ref("main")).contains(main.at(commit("b")));
    assertThat(store.ref("other")).isEmpty();
    assertThat(store.object(id("lost"))).isEmpty();
    assertThat(store.publications(5)).isEmpty();
    assertThat(store.moves("main", 5)).hasSize(2);
    assertThat(store.moves("other", 5)).isEmpty();
    assertThat(store.lastWrite()).isEqualTo(before);
  }

  @Test
  void allStaleRefsAreNamed() {
    written(write(Map.of(), RefUpdate.create(Ref.branch("a", commit("a")))));
    written(write(Map.of(), RefUpdate.create(Ref.branch("b", commit("a")))));

    var result =
        store.write(
            write(
                Map.of(),
                RefUpdate.create(Ref.branch("a", commit("a"))),
                RefUpdate.create(Ref.branch("c", commit("a"))),
                RefUpdate.delete(Ref.branch("b", commit("z")))));

    assertThat(result).isEqualTo(stale("a", "b"));
  }

  @Test
  void theWholeExpectedRefIsCompared() {
    var guarded = new Ref("x", Ref.Kind.BRANCH, commit("a"), true);
    written(write(Map.of(), RefUpdate.create(guarded)));
    var unguarded = new Ref("x", Ref.Kind.BRANCH, commit("a"), false);
    var tag = new Ref("x", Ref.Kind.TAG, commit("a"), true);

    assertThat(store.write(write(Map.of(), RefUpdate.move(unguarded, commit("b")))))
        .isInstanceOf(Stored.Stale.class);
    assertThat(store.write(write(Map.of(), RefUpdate.move(tag, commit("b")))))
        .isInstanceOf(Stored.Stale.class);
    assertThat(store.ref("x")).contains(guarded);
  }

  @Test
  void anUpdateMayChangeKindAndGuard() {
    var branch = Ref.branch("x", commit("a"));
    written(write(Map.of(), RefUpdate.create(branch)));
    var guardedTag = new Ref("x", Ref.Kind.TAG, commit("b"), true);

    written(write(Map.of(), new RefUpdate("x", Optional.of(branch), Optional.of(guardedTag))));

    assertThat(store.ref("x")).contains(guardedTag);
  }

  @Test
  void creatingWhatExistsIsStale() {
    var ref = Ref.branch("x", commit("a"));
    written(write(Map.of(), RefUpdate.create(ref)));
    assertThat(store.write(write(Map.of(), RefUpdate.create(ref)))).isEqualTo(stale("x"));
  }

  @Test
  void renameIsDeleteAndCreateAtOnce() {
    var old = Ref.branch("old", commit("a"));
    written(write(Map.of(), RefUpdate.create(old)));
    var young = Ref.branch("young", commit("a"));

    written(write(Map.of(), RefUpdate.delete(old), RefUpdate.create(young)));

    assertThat(store.refs()).containsExactly(young);
    assertThat(store.moves("old", 1).getFirst().to()).isEmpty();
    assertThat(store.moves("young", 1).getFirst().from()).isEmpty();
    assertThat(store.moves("old", 1).getFirst().write())
        .isEqualTo(store.moves("young", 1).getFirst().write());
  }

  @Test
  void renameOntoAnExistingRefChangesNeither() {
    var old = Ref.branch("old", commit("a"));
    var taken = Ref.tag("taken", commit("b"));
    written(write(Map.of(), RefUpdate.create(old), RefUpdate.create(taken)));

    assertThat(
            store.write(
                write(
                    Map.of(),
                    RefUpdate.delete(old),
                    RefUpdate.create(Ref.branch("taken", commit("a"))))))
        .isEqualTo(stale("taken"));

    assertThat(store.refs()).containsExactly(old, taken);
  }

  @Test
  void deletedRefKeepsItsPastAndMayComeAgain() {
    var ref = Ref.branch("x", commit("a"));
    written(write(Map.of(), RefUpdate.create(ref)));
    written(write(Map.of(), RefUpdate.delete(ref)));
    assertThat(store.ref("x")).isEmpty();
    written(write(Map.of(), RefUpdate.create(ref.at(commit("b")))));

    assertThat(store.moves("x", 10))
        .extracting(RefMove::to)
        .containsExactly(Optional.of(commit("b")), Optional.empty(), Optional.of(commit("a")));
    assertThat(store.moves("x", 1)).hasSize(1);
  }

  @Test
  void refsAreInOrderOfName() {
    var names = List.of("b", "a", "a/b", "Z", "é", "\uFB01", "\uD83D\uDE00");
    names.forEach(n -> written(write(Map.of(), RefUpdate.create(Ref.branch(n, commit("a"))))));
    assertThat(store.refs()).extracting(Ref::name).isEqualTo(names.stream().sorted().toList());
  }

  @Test
  void namesWithQuotesUnicodeAndSlashesAreNamesLikeOthers() {
    var names =
        List.of(
            "o'brien",
            "\"quoted\"",
            "a;DROP TABLE ref--",
            "née/ünïcode",
            "分支",
            "\uD83D\uDE00",
            "%",
            "_",
            "$1",
            "{x}",
            "a b",
            "A",
            "a");
    for (var name : names) {
      written(write(Map.of(), RefUpdate.create(Ref.branch(name, commit(name)))));
    }
    for (var name : names) {
      var ref = Ref.branch(name, commit(name));
      assertThat(store.ref(name)).contains(ref);
      written(write(Map.of(), RefUpdate.delete(ref)));
      assertThat(store.ref(name)).isEmpty();
      assertThat(store.moves(name, 10)).hasSize(2);
    }
  }

  @Test
  void whatPeopleWroteIsKept() {
    var why = "it's \"so\"; DROP TABLE ref_move --\nsecond line 分 \uD83D\uDE00";
    written(
        new RefWrite(
            Map.of(),
            List.of(RefUpdate.create(Ref.branch("x", commit("a")))),
            List.of(),
            AT,
            "o'brien",
            why));
    assertThat(store.moves("x", 1).getFirst().why()).isEqualTo(why);
    assertThat(store.moves("x", 1).getFirst().by()).isEqualTo("o'brien");
  }

  @Test
  void charactersThatADatabaseCannotHoldDoNotStopAWrite() {
    written(
        new RefWrite(
            Map.of(),
            List.of(RefUpdate.create(Ref.branch("x", commit("a")))),
            List.of(),
            AT,
            "nul\0",
            "half a character \uD83D."));
    assertThat(store.moves("x", 1).getFirst().by()).startsWith("nul");
    assertThat(store.moves("x", 1).getFirst().why()).startsWith("half a character");
  }

  @Test
  void namesThatCannotExistAreSimplyNotThere() {
    for (var name : List.of("", "nul\0", "half \uD83D", "\n")) {
      assertThat(store.ref(name)).isEmpty();
      assertThat(store.moves(name, 5)).isEmpty();
    }
  }

  @Test
  void largeObjectsComeBackWhole() {
    var large = new byte[5 << 20];
    new Random(7).nextBytes(large);
    var empty = new byte[0];
    written(write(Map.of(ObjectId.of(large), large, ObjectId.of(empty), empty)));

    assertThat(store.object(ObjectId.of(large)))
        .hasValueSatisfying(b -> assertThat(Arrays.equals(b, large)).isTrue());
    assertThat(store.object(ObjectId.of(empty))).hasValueSatisfying(b -> assertThat(b).isEmpty());
  }

  @Test
  void objectsMayBeWrittenAgain() {
    written(write(Map.of(id("x"), bytes("x"))));
    written(write(Map.of(id("x"), bytes("x"), id("y"), bytes("y"))));
    assertThat(visited()).containsExactlyInAnyOrder(id("x"), id("y"));
  }

  @Test
  void objectsAreFoundByTheirFirstDigits() {
    var ids = IntStream.range(0, 300).mapToObj(i -> id("o" + i)).sorted().toList();
    for (int i = 0; i < 300; i++) {
      written(write(Map.of(id("o" + i), bytes("o" + i))));
    }
    for (int digits : new int[] {0, 1, 2, 3, 7, 63, 64}) {
      var prefix = ids.get(137).hex().substring(0, digits);
      assertThat(store.objectsStartingWith(prefix, 1000))
          .as("%d digits", digits)
          .isEqualTo(ids.stream().filter(i -> i.hex().startsWith(prefix)).toList());
    }
    assertThat(store.objectsStartingWith("", 7)).isEqualTo(ids.subList(0, 7));
    assertThat(store.objectsStartingWith("f", 1000))
        .isEqualTo(ids.stream().filter(i -> i.hex().startsWith("f")).toList());
    assertThat(store.objectsStartingWith("no digits", 10)).isEmpty();
    assertThat(store.objectsStartingWith("0".repeat(65), 10)).isEmpty();
  }

  @Test
  void everyObjectIsVisitedOnce() {
    var all =
        IntStream.range(0, 2_500)
            .mapToObj(i -> bytes("o" + i))
            .collect(Collectors.toMap(ObjectId::of, b -> b));
    written(write(all));
    assertThat(visited()).hasSize(2_500).containsAll(all.keySet());
  }

  @Test
  void writesAreNumberedWithoutGaps() {
    assertThat(written(write(Map.of(), RefUpdate.create(Ref.branch("a", commit("a"))))))
        .isEqualTo(1);
    assertThat(written(write(Map.of(id("x"), bytes("x"))))).isEqualTo(2);
    assertThat(store.write(write(Map.of(), RefUpdate.create(Ref.branch("a", commit("a"))))))
        .isInstanceOf(Stored.Stale.class);
    assertThat(written(write(Map.of(), RefUpdate.create(Ref.branch("b", commit("a"))))))
        .isEqualTo(3);
    assertThat(store.lastWrite()).isEqualTo(3);
  }

  @Test
  void movesSinceAreOldestFirstAndGoByTheWritersTime() {
    var ref = Ref.branch("a", commit("a"));
    written(at(AT, RefUpdate.create(ref)));
    written(at(AT.plusSeconds(10), RefUpdate.move(ref, commit("b"))));
    // A writer whose clock is behind.
    written(at(AT.minusSeconds(10), RefUpdate.move(ref.at(commit("b")), commit("c"))));
    written(at(AT.plusNanos(1_000), RefUpdate.create(Ref.branch("x", commit("d")))));

    assertThat(store.movesSince(AT))
        .extracting(m -> m.to().orElseThrow())
        .containsExactly(commit("a"), commit("b"), commit("d"));
    assertThat(store.movesSince(AT.plusNanos(1_000))).hasSize(2);
    assertThat(store.movesSince(AT.plusSeconds(11))).isEmpty();
    assertThat(store.movesSince(Instant.MIN)).hasSize(4);
    assertThat(store.movesSince(Instant.MAX)).isEmpty();
  }

  @Test
  void firstHeadStaysWhateverComesLater() {
    var ref = Ref.branch("a", commit("a"));
    written(at(AT, RefUpdate.create(ref)));
    written(at(AT.minusSeconds(10), RefUpdate.create(Ref.branch("b", commit("b")))));
    written(at(AT.minusSeconds(20), RefUpdate.delete(ref)));
    assertThat(store.firstHead()).contains(commit("a"));
  }

  @Test
  void publicationsAreNewestFirst() {
    var main = Ref.branch("main", commit("0"));
    written(write(Map.of(), RefUpdate.create(main)));
    for (int i = 0; i < 5; i++) {
      var from = main.at(commit("" + i));
      written(
          new RefWrite(
              Map.of(),
              List.of(RefUpdate.move(from, commit("" + (i + 1)))),
              List.of(publication("main", "" + i, "" + (i + 1))),
              AT,
              "ann",
              "why"));
    }
    assertThat(store.publications(3))
        .extracting(Publication::to)
        .containsExactly(commit("5"), commit("4"), commit("3"));
  }

  @Test
  void leasesAreKeptRenewedAndDropped() {
    var lease = new Lease("l'1", "process 7, importing", AT, AT.plusSeconds(60));
    var other = new Lease("a", "another", AT, AT.plusSeconds(5));
    store.keepLease(lease);
    store.keepLease(other);
    var renewed = new Lease("l'1", "process 7, importing", AT, AT.plusSeconds(120));
    store.keepLease(renewed);
    assertThat(store.leases()).containsExactly(other, renewed);
    assertThat(store.lastWrite()).isZero();

    store.dropLease("a");
    store.dropLease("never kept");
    assertThat(store.leases()).containsExactly(renewed);
  }

  @Test
  void objectsAreDeletedWhenNothingWasWrittenMeanwhile() {
    written(write(Map.of(id("x"), bytes("x"), id("y"), bytes("y"))));

    assertThat(store.deleteObjects(List.of(id("x"), id("unknown")), store.lastWrite()))
        .isEqualTo(OptionalInt.of(1));

    assertThat(visited()).containsExactly(id("y"));
    assertThat(store.deleteObjects(List.of(), store.lastWrite())).isEqualTo(OptionalInt.of(0));
  }

  @Test
  void objectsAreNotDeletedAfterAWrite() {
    written(write(Map.of(id("x"), bytes("x"))));
    long seen = store.lastWrite();
    written(write(Map.of(id("y"), bytes("y"))));

    assertThat(store.deleteObjects(List.of(id("x")), seen)).isEmpty();

    assertThat(store.object(id("x"))).isPresent();
  }

  @Test
  void reopenedStoreHoldsEverything() throws Exception {
    var main = Ref.branch("main", commit("a"));
    written(write(Map.of(id("x"), bytes("x")), RefUpdate.create(main)));
    store.keepLease(new Lease("l", "h", AT, AT));
    store.close();

    store = reopen();

    assertThat(store.refs()).containsExactly(main);
    assertThat(store.object(id("x"))).isPresent();
    assertThat(store.moves("main", 5)).hasSize(1);
    assertThat(store.leases()).hasSize(1);
    assertThat(store.lastWrite()).isEqualTo(1);
    assertThat(written(write(Map.of(), RefUpdate.move(main, commit("b"))))).isEqualTo(2);
  }

  @Test
  void anotherOpenStoreSeesAWriteAtOnce() throws Exception {
    try (var other = reopen()) {
      var main = Ref.branch("main", commit("a"));
      written(write(Map.of(), RefUpdate.create(main)));
      assertThat(other.ref("main")).contains(main);
      assertThat(other.write(write(Map.of(), RefUpdate.move(main, commit("b")))))
          .isEqualTo(new Stored.Written(2));
      assertThat(store.ref("main")).contains(main.at(commit("b")));
    }
  }

  @Test
  void ofManyThatMoveOneRefExactlyOneWins() throws Exception {
    try (var other = reopen()) {
      var ref = Ref.branch("x", commit("0"));
      written(write(Map.of(), RefUpdate.create(ref)));
      for (int round = 1; round <= 20; round++) {
        var from = store.ref("x").orElseThrow();
        int r = round;
        var results =
            together(
                IntStream.range(0, 6)
                    .<Callable<Stored>>mapToObj(
                        i ->
                            () ->
                                (i % 2 == 0 ? store : other)
                                    .write(
                                        write(
                                            Map.of(id(r + "-" + i), bytes(r + "-" + i)),
                                            RefUpdate.move(from, commit(r + "-" + i)))))
                    .toList());
        assertThat(results).filteredOn(Stored.Written.class::isInstance).hasSize(1);
        assertThat(results)
            .filteredOn(Stored.Stale.class::isInstance)
            .hasSize(5)
            .containsOnly(stale("x"));
      }
      assertThat(store.lastWrite()).isEqualTo(21);
      assertThat(store.moves("x", 100)).hasSize(21);
      assertThat(visited()).hasSize(20);
    }
  }

  @Test
  void concurrentWritesOfDifferentRefsAllSucceedAndAreNumberedInOrder() throws Exception {
    try (var other = reopen()) {
      together(
          IntStream.range(0, 6)
              .<Callable<Boolean>>mapToObj(
                  i ->
                      () -> {
                        var in = i % 2 == 0 ? store : other;
                        for (int n = 0; n < 15; n++) {
                          var ref = Ref.branch("b" + i + "/" + n, commit("c"));
                          assertThat(in.write(write(Map.of(), RefUpdate.create(ref))))
                              .isInstanceOf(Stored.Written.class);
                          assertThat(in.ref(ref.name())).contains(ref);
                        }
                        return true;
                      })
              .toList());
      assertThat(store.refs()).hasSize(90);
      assertThat(store.movesSince(Instant.EPOCH))
          .extracting(RefMove::write)
          .isEqualTo(Stream.iterate(1L, n -> n + 1).limit(90).toList());
    }
  }

  private static Stored stale(String... refs) {
    return new Stored.Stale(List.of(refs), List.of());
  }

  private long written(RefWrite write) {
    var result = store.write(write);
    assertThat(result).isInstanceOf(Stored.Written.class);
    return ((Stored.Written) result).write();
  }

  private List<ObjectId> visited() {
    var ids = new ArrayList<ObjectId>();
    store.visitObjects(ids::add);
    assertThat(ids).doesNotHaveDuplicates();
    return ids;
  }

  private static RefWrite write(Map<ObjectId, byte[]> objects, RefUpdate... updates) {
    return new RefWrite(objects, List.of(updates), List.of(), AT, "spec", "why");
  }

  private static RefWrite at(Instant at, RefUpdate update) {
    return new RefWrite(Map.of(), List.of(update), List.of(), at, "spec", "why");
  }

  private static Publication publication(String branch, String from, String to) {
    return new Publication(
        branch, commit(from), commit(to), AT, "ann", "why", Publication.Attested.VERIFIED);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
