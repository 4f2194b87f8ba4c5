package dev.prunella.refs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LakeTest {
  private static final TableMerger NEVER =
      (key, base, ours, theirs) -> new TableMerger.Outcome.Conflicting(List.of());

  private final MemoryRefStore store = new MemoryRefStore();
  private final Lake lake =
      new Lake(
          store,
          Clock.fixed(Instant.parse("2026-11-22T02:47:00Z"), ZoneOffset.UTC),
          Limits.DEFAULT);

  @BeforeEach
  void init() {
    lake.init();
  }

  @Test
  void branchSeesItsOwnChangesAndMainDoesNot() {
    lake.createBranch("try/this", lake.head("main"), "ann");
    put("try/this", "orders", "v1");

    assertThat(names("try/this")).containsExactlyEntriesOf(Map.of("orders", "v1"));
    assertThat(names("main")).isEmpty();
  }

  @Test
  void mergeCombinesDifferentTablesAndRecordsThatNobodyVerifiedIt() {
    lake.createBranch("b", lake.head("main"), "ann");
    put("b", "orders", "v1");
    put("main", "customers", "v1");

    var result = lake.merge("b", "main", NEVER, CommitInfo.by("ann", "merge b"));

    assertThat(result).isInstanceOf(MergeResult.Merged.class);
    assertThat(names("main")).containsOnlyKeys("orders", "customers");
    assertThat(store.publications(1).getFirst().attested())
        .isEqualTo(Publication.Attested.BY_HAND_UNVERIFIED);
  }

  @Test
  void conflictLeavesMainUntouched() {
    put("main", "orders", "v1");
    lake.createBranch("b", lake.head("main"), "ann");
    put("b", "orders", "v2");
    put("main", "orders", "v3");
    var before = lake.head("main");

    var result = lake.merge("b", "main", NEVER, CommitInfo.by("ann", "merge b"));

    assertThat(result)
        .isInstanceOfSatisfying(
            MergeResult.Conflicted.class,
            c ->
                assertThat(c.conflicts())
                    .extracting(EntryConflict::kind)
                    .containsExactly(EntryConflict.Kind.TABLE_CONTENT));
    assertThat(lake.head("main")).isEqualTo(before);
  }

  @Test
  void publicationIsRefusedWhenWhatWasReadHasChanged() {
    put("main", "rates", "v1");
    var base = lake.head("main");
    lake.createBranch("run", base, "ann");
    put("run", "orders", "v1");
    put("main", "rates", "v2");
    var candidate =
        (MergeResult.Merged)
            lake.candidate(
                "candidate", lake.head("run"), lake.head("main"), NEVER, CommitInfo.by("a", "m"));
    var reads = new Reads(base.id(), Set.of(EntryKey.relation("rates")));

    var result =
        lake.advance(
            "main",
            lake.head("main").id(),
            candidate.commit().id(),
            Optional.of(reads),
            Publication.Attested.VERIFIED,
            "healer",
            "why");

    assertThat(result)
        .isInstanceOfSatisfying(
            Advance.Conflict.class,
            c -> assertThat(c.changedReads()).containsExactly(EntryKey.relation("rates")));
  }

  @Test
  void lostReplyIsUnknownUntilTheBranchIsAsked() {
    lake.createBranch("b", lake.head("main"), "ann");
    put("b", "orders", "v1");
    var next = lake.head("b").id();
    store.writeThenLoseReply();

    var result =
        lake.advance(
            "main",
            lake.head("main").id(),
            next,
            Optional.empty(),
            Publication.Attested.VERIFIED,
            "healer",
            "why");

    assertThat(result).isInstanceOf(Advance.Unknown.class);
    assertThat(lake.fate("main", next)).isEqualTo(Advance.Fate.LANDED);
  }

  @Test
  void publicationAndItsJournalEntriesLandTogetherOrNotAtAll() {
    lake.createBranch("b", lake.head("main"), "ann");
    put("b", "orders", "v1");
    var before = lake.head("main").id();
    var next = lake.head("b").id();
    var cured = new Append("inc/1", 0, "cured", "{}");
    var first = (Appended.Written) lake.append("bob", List.of(cured));

    assertThat(first.entries()).isEqualTo(store.journal("inc/1", 0, 5));
    assertThat(publish(before, next, cured)).isEqualTo(new Advance.Overtaken(List.of("inc/1")));
    assertThat(lake.head("main").id()).isEqualTo(before);

    var closed = new Append("inc/1", 1, "closed", "{}");
    assertThat(publish(before, next, closed)).isInstanceOf(Advance.Published.class);
    assertThat(lake.head("main").id()).isEqualTo(next);
    assertThat(store.newest("inc/1", 1).getFirst().kind()).isEqualTo("closed");

    var late = new Append("inc/1", 2, "late", "{}");
    assertThat(publish(before, next, late)).isInstanceOf(Advance.Conflict.class);
    assertThat(store.length("inc/1")).isEqualTo(2);
  }

  @Test
  void branchThatMovesAtTheLastMomentKeepsTheEntriesOut() {
    lake.createBranch("b", lake.head("main"), "ann");
    put("b", "orders", "v1");
    var next = lake.head("b").id();
    var before = lake.head("main").id();
    store.beforeNextWrite(() -> put("main", "rates", "v1"));

    var result = publish(before, next, new Append("audit", 0, "published", "{}"));

    assertThat(result)
        .isInstanceOfSatisfying(
            Advance.Conflict.class, c -> assertThat(c.actual()).isEqualTo(lake.head("main").id()));
    assertThat(store.streams("", 5)).isEmpty();
  }

  @Test
  void lostReplyOfAnAppendIsUnknownUntilTheStreamIsRead() {
    store.writeThenLoseReply();
    var append = new Append("inc/1", 0, "opened", "{}");

    assertThat(lake.append("ann", List.of(append))).isInstanceOf(Appended.Unknown.class);

    assertThat(store.length("inc/1")).isEqualTo(1);
    assertThat(lake.append("ann", List.of(append)))
        .isEqualTo(new Appended.Overtaken(List.of("inc/1")));
  }

  @Test
  void appendingNothingAsksNothingOfTheStore() {
    store.failNextWrites(1);
    assertThat(lake.append("ann", List.of())).isEqualTo(new Appended.Written(List.of()));
  }

  private Advance publish(CommitId expected, CommitId next, Append... appends) {
    return lake.advance(
        "main",
        expected,
        next,
        Optional.empty(),
        Publication.Attested.VERIFIED,
        "healer",
        "why",
        List.of(appends));
  }

  @Test
  void commitThatWasNeverStoredCannotBePublished() {
    var elsewhere =
        new Lake(
            new MemoryRefStore(),
            Clock.fixed(Instant.parse("2026-11-22T02:47:00Z"), ZoneOffset.UTC),
            Limits.DEFAULT);
    elsewhere.init();
    var info = CommitInfo.by("ann", "of another lake");
    var change = Change.put(EntryKey.relation("orders"), Optional.of(new Entry.Table("id", "v1")));
    elsewhere.commit("main", List.of(change), info);
    var before = lake.head("main");

    var result =
        lake.advance(
            "main",
            before.id(),
            elsewhere.head("main").id(),
            Optional.empty(),
            Publication.Attested.VERIFIED,
            "healer",
            "why");

    assertThat(result).isInstanceOf(Advance.Conflict.class);
    assertThat(lake.head("main")).isEqualTo(before);
  }

  @Test
  void rollbackKeepsLaterChangesOfOtherTables() {
    put("main", "orders", "good");
    var good = lake.head("main");
    put("main", "orders", "bad");
    var bad = lake.head("main");
    put("main", "customers", "later");

    var result = lake.rollback("main", good, bad, CommitInfo.by("ann", "undo"));

    assertThat(result).isInstanceOf(MergeResult.Merged.class);
    assertThat(names("main")).isEqualTo(Map.of("orders", "good", "customers", "later"));
  }

  @Test
  void rollbackRefusesWhatWasChangedAgain() {
    put("main", "orders", "good");
    var good = lake.head("main");
    put("main", "orders", "bad");
    var bad = lake.head("main");
    put("main", "orders", "worse");

    assertThat(lake.rollback("main", good, bad, CommitInfo.by("ann", "undo")))
        .isInstanceOf(MergeResult.Conflicted.class);
  }

  @Test
  void commitsAreInOrderOfTimeEvenIfTheClockStandsStill() {
    put("main", "orders", "v1");
    put("main", "orders", "v2");
    assertThat(lake.head("main").at()).isAfter(lake.resolve("main~1").at());
  }

  @Test
  void mainCannotBeDeletedNorRenamed() {
    assertThatThrownBy(() -> lake.delete("main", "ann")).hasMessageContaining("protected");
    assertThatThrownBy(() -> lake.rename("main", "x", "ann")).hasMessageContaining("protected");
  }

  @Test
  void typoInABranchNameIsAnsweredWithTheRightOne() {
    lake.createBranch("nightly/orders", lake.head("main"), "ann");
    assertThatThrownBy(() -> lake.resolve("nightly/order"))
        .hasMessageContaining("did you mean 'nightly/orders'");
  }

  @Test
  void commitIsTriedAgainWhenSomebodyElseWasQuicker() {
    store.beforeNextWrite(() -> put("main", "customers", "v1"));
    put("main", "orders", "v1");
    assertThat(names("main")).containsOnlyKeys("orders", "customers");
  }

  private void put(String branch, String table, String location) {
    var change =
        Change.put(EntryKey.relation(table), Optional.of(new Entry.Table("id-" + table, location)));
    assertThat(lake.commit(branch, List.of(change), CommitInfo.by("ann", table + " " + location)))
        .isInstanceOf(CommitResult.Committed.class);
  }

  private Map<String, String> names(String branch) {
    var found = new HashMap<String, String>();
    lake.entries(
        lake.head(branch),
        (key, entry) -> found.put(key.toString(), ((Entry.Table) entry).metadataLocation()));
    return found;
  }
}
